package dev.diptych.indexer.internal.plan;

import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.encode.TextEntry;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.Realignment.Move;
import dev.diptych.indexer.internal.presence.Presence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds out which texts merely stand in another row or file now. */
public final class TextMoves {

  /*
   * As with pictures, an item is adrift when its source no longer has its content: the row is gone,
   * or says something else since a row was inserted above. A table that holds no entries any more
   * was perhaps cut short, so its items stay where they are. Each text in a new place takes over an
   * item adrift with the same words, of the same picture if there is one.
   */

  private TextMoves() {}

  /**
   * {@return the moves that bring items to their texts; none when stopped early}
   *
   * @param stopped asked between texts
   */
  public static List<Move> among(
      SourcePlan plan, KnownItems known, Presence presence, BooleanSupplier stopped) {
    Set<String> contents = new HashSet<>();
    for (KnownItem item : known.all()) {
      if (item.modality() == Modality.TEXT) {
        contents.add(item.contentHash());
      }
    }
    if (contents.isEmpty()) {
      return List.of();
    }
    Set<String> inPlace = new HashSet<>();
    List<Draft> elsewhere = new ArrayList<>();
    try (TextEntries entries = plan.texts(known, true, new CaptionTally())) {
      while (entries.hasNext()) {
        if (stopped.getAsBoolean()) {
          return List.of();
        }
        if (entries.next() instanceof TextEntry.Usable usable) {
          Draft draft = usable.draft();
          KnownItem own = known.at(draft.source());
          if (own != null && own.hasContentOf(draft)) {
            inPlace.add(draft.source());
          } else if (contents.contains(draft.contentHash())) {
            elsewhere.add(draft);
          }
        }
      }
    } catch (IOException e) {
      return List.of(); // closing failed: the texts are encoded anew where need be
    }
    return elsewhere.isEmpty()
        ? List.of()
        : match(elsewhere, adrift(inPlace, plan, known, presence));
  }

  private static List<KnownItem> adrift(
      Set<String> inPlace, SourcePlan plan, KnownItems known, Presence presence) {
    return known.all().stream()
        .filter(item -> item.modality() == Modality.TEXT && known.isUnseen(item.source()))
        .filter(item -> !inPlace.contains(item.source()))
        .filter(
            item ->
                plan.isFound(item.source())
                    ? !plan.isUnreadable(item.source()) && !plan.isBarren(item.source())
                    : presence.isGone(item.source()))
        .sorted((a, b) -> a.source().compareTo(b.source()))
        .toList();
  }

  private record Words(String contentHash, @Nullable String imageSource) {}

  private static List<Move> match(List<Draft> drafts, List<KnownItem> adrift) {
    Map<Words, List<KnownItem>> ofPicture = new HashMap<>();
    for (KnownItem item : adrift.reversed()) {
      ofPicture
          .computeIfAbsent(
              new Words(item.contentHash(), item.imageSource()), words -> new ArrayList<>())
          .add(item);
    }
    List<Move> moves = new ArrayList<>();
    Set<KnownItem> taken = new HashSet<>();
    List<Draft> others = new ArrayList<>();
    for (Draft draft : drafts) {
      List<KnownItem> items =
          ofPicture.getOrDefault(new Words(draft.contentHash(), draft.imageSource()), List.of());
      if (items.isEmpty()) {
        others.add(draft);
      } else {
        KnownItem item = items.removeLast();
        taken.add(item);
        moves.add(new Move(draft, item));
      }
    }
    Map<String, List<KnownItem>> left = new HashMap<>();
    for (KnownItem item : adrift.reversed()) {
      if (!taken.contains(item)) {
        left.computeIfAbsent(item.contentHash(), hash -> new ArrayList<>()).add(item);
      }
    }
    for (Draft draft : others) {
      List<KnownItem> items = left.getOrDefault(draft.contentHash(), List.of());
      if (!items.isEmpty()) {
        moves.add(new Move(draft, items.removeLast()));
      }
    }
    return moves;
  }
}
