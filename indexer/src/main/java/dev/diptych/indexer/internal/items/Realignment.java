package dev.diptych.indexer.internal.items;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.index.ItemWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moves known items to the sources that have their content now. */
public final class Realignment {

  /*
   * Files may have traded names (a to b and b to a), or a row inserted at the top of a table may
   * have pushed all others down. Then the source an item moves to still belongs to an item that will
   * move later. That one is parked under a source that no file can have, and moves from there. No
   * commit happens in between, so a parked item is never seen by a reader or by a later run.
   *
   * Where an item moves to a source whose own content is nowhere any more (b renamed over a), one
   * item is lost. The source at which that shows is the one left empty at the end of the chain (b).
   */

  private static final String PARKED = "diptych:moving/";

  private Realignment() {}

  /**
   * A move to come.
   *
   * @param target the item as it shall be
   * @param donor the known item that has the content
   */
  public record Move(Draft target, KnownItem donor) {}

  static void apply(List<Move> moves, ItemWriter writer, KnownItems known) {
    Map<ItemId, Item> waiting = new HashMap<>();
    Map<String, String> origins = new HashMap<>();
    for (Move move : moves) {
      waiting.put(move.donor().id(), itemOf(move));
      origins.put(move.target().source(), move.donor().source());
    }
    List<KnownItem> lost = new ArrayList<>();
    for (Move move : moves) {
      ItemId id = move.donor().id();
      waiting.remove(id);
      KnownItem occupant = known.at(move.target().source());
      if (occupant != null && !occupant.id().equals(id)) {
        Item later = waiting.get(occupant.id());
        if (later == null) {
          writer.remove(occupant.id());
          lost.add(occupant);
        } else {
          writer.addCopy(parked(later), occupant.id());
        }
        known.remove(occupant.source());
      }
      Item item = itemOf(move);
      writer.addCopy(item, id);
      KnownItem atOldSource = known.at(move.donor().source());
      if (atOldSource != null && atOldSource.id().equals(id)) {
        known.remove(move.donor().source());
      }
      known.put(item);
    }
    for (KnownItem item : lost) {
      known.expectEmpty(endOfChain(item.source(), origins), item.modality());
    }
  }

  private static String endOfChain(String source, Map<String, String> origins) {
    String end = source;
    for (String next = origins.get(end); next != null; next = origins.get(end)) {
      end = next;
    }
    return end;
  }

  private static Item itemOf(Move move) {
    Draft target = move.target().sizedLike(move.donor().width(), move.donor().height());
    return target.item(move.donor().id());
  }

  private static Item parked(Item item) {
    return new Item(
        item.id(),
        item.modality(),
        PARKED + item.id(),
        item.contentHash(),
        item.bytes(),
        item.modifiedMillis(),
        item.width(),
        item.height(),
        item.text(),
        item.imageSource());
  }
}
