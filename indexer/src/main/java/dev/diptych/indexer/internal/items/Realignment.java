package dev.diptych.indexer.internal.items;

import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Source;
import dev.diptych.index.ItemWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Moves known items to the sources that have their content now. Not thread-safe. */
public final class Realignment {

  /*
   * Moves form chains and rings. A row inserted at the top of a table pushes all others down: the
   * item of row 2 moves to row 3, whose item moves to row 4, and so on. A chain is walked from its
   * free end, so that every move finds its target empty. Files that traded names form a ring, which
   * has no free end: one of its items is parked under a source that no file can have, and leaves it
   * with the ring's last move. A ring is one step, with no commit in between, so that neither a
   * reader nor a later run ever sees a parked item.
   *
   * Where a chain ends at a source whose own content is nowhere any more (b renamed over a), one
   * item is lost. The source at which that shows is the one left empty at the other end (b).
   */

  private static final String PARKED = "diptych:moving/";

  private final Map<String, Move> byTarget = new HashMap<>();
  private final List<List<Move>> steps = new ArrayList<>();

  /**
   * A move to come.
   *
   * @param target the item as it shall be
   * @param donor the known item that has the content; of no other move
   */
  public record Move(Draft target, KnownItem donor) {}

  /** Puts moves in order. */
  Realignment(List<Move> moves) {
    Set<String> origins = new HashSet<>();
    for (Move move : moves) {
      byTarget.put(move.target().source(), move);
      origins.add(move.donor().source());
    }
    Set<String> ordered = new HashSet<>();
    for (Move move : moves) {
      if (!origins.contains(move.target().source())) {
        chain(move, ordered).forEach(link -> steps.add(List.of(link)));
      }
    }
    for (Move move : moves) {
      if (!ordered.contains(move.target().source())) {
        steps.add(chain(move, ordered));
      }
    }
  }

  /** The moves from this one on, each into the source that the one before has left. */
  private List<Move> chain(Move first, Set<String> ordered) {
    List<Move> links = new ArrayList<>();
    for (Move move = first;
        move != null && ordered.add(move.target().source());
        move = byTarget.get(move.donor().source())) {
      links.add(move);
    }
    return links;
  }

  /** {@return moves to be made together, in an order that lets each find its target empty} */
  List<List<Move>> steps() {
    return steps;
  }

  /** Makes the moves of one step. */
  void make(List<Move> step, ItemWriter writer, KnownItems known) {
    Move first = step.getFirst();
    KnownItem occupant = known.at(first.target().source());
    if (occupant != null && !occupant.id().equals(first.donor().id())) {
      if (step.size() > 1) {
        writer.addCopy(parked(step.getLast(), writer), occupant.id());
      } else {
        writer.remove(occupant.id());
        known.expectEmpty(otherEnd(first), occupant.modality());
      }
      known.remove(occupant.source());
    }
    for (Move move : step) {
      Item item = itemOf(move, writer);
      writer.addCopy(item, item.id());
      KnownItem left = known.at(move.donor().source());
      if (left != null && left.id().equals(item.id())) {
        known.remove(left.source());
      }
      known.put(item);
    }
  }

  private String otherEnd(Move first) {
    String end = first.donor().source();
    for (Move next = byTarget.get(end); next != null; next = byTarget.get(end)) {
      end = next.donor().source();
    }
    return end;
  }

  private static Item itemOf(Move move, ItemWriter writer) {
    Draft target =
        move.target()
            .decodedLike(move.donor().width(), move.donor().height(), move.donor().decoding());
    ItemId id = move.donor().id();
    return target.item(id, writer.byId(id).map(Item::facts).orElse(Facts.NONE));
  }

  /** The ring's last mover is the one whose place its first one takes. */
  private static Item parked(Move last, ItemWriter writer) {
    Item item = itemOf(last, writer);
    return new Item(
        item.id(), new Source(PARKED + item.id()), item.content(), item.stamp(), item.facts());
  }
}
