package dev.diptych.indexer.internal.plan;

import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.Realignment.Move;
import dev.diptych.indexer.internal.picture.ContentHash;
import dev.diptych.indexer.internal.presence.Presence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Finds out which pictures were renamed, moved or merely touched, without decoding any. */
public final class ImageMoves {

  /*
   * A known item whose file is gone (not one whose disk is merely not there), or looks different, is adrift: its content may be elsewhere
   * now. Only a file that is new or looks different, and that is as large as an item adrift, can
   * hold such a content; only those files are read and hashed. Then each item adrift goes to the
   * first file that has its content, its own file before all others.
   */

  private ImageMoves() {}

  /** {@return the files worth comparing: as large as some item adrift} */
  public static List<FoundFile> candidates(SourcePlan plan, KnownItems known, Presence presence) {
    Set<Long> sizes = new HashSet<>();
    adrift(plan, known, presence).forEach(item -> sizes.add(item.bytes()));
    return sizes.isEmpty()
        ? List.of()
        : plan.pictures().stream()
            .filter(file -> sizes.contains(file.bytes()) && !isUnchanged(file, known))
            .toList();
  }

  /**
   * {@return the moves that bring items to their contents}
   *
   * @param candidates the files to compare
   * @param done told how many files were compared
   * @param stopped asked between files whether to end early; then there are no moves
   */
  public static List<Move> among(
      List<FoundFile> candidates,
      SourcePlan plan,
      KnownItems known,
      Presence presence,
      LongConsumer done,
      BooleanSupplier stopped) {
    Map<String, List<KnownItem>> adrift = new LinkedHashMap<>();
    for (KnownItem item : adrift(plan, known, presence)) {
      adrift.computeIfAbsent(item.contentHash(), hash -> new ArrayList<>()).add(item);
    }
    List<Move> moves = new ArrayList<>();
    List<Draft> elsewhere = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (stopped.getAsBoolean()) {
        return List.of();
      }
      FoundFile file = candidates.get(i);
      String hash = hash(file);
      if (hash != null && adrift.containsKey(hash)) {
        Draft draft = Draft.image(file, hash);
        KnownItem own = known.at(file.source());
        if (own != null && own.hasContentOf(draft)) {
          moves.add(new Move(draft, own));
          adrift.getOrDefault(hash, List.of()).remove(own);
        } else {
          elsewhere.add(draft);
        }
      }
      done.accept(i + 1L);
    }
    for (Draft draft : elsewhere) {
      List<KnownItem> items = adrift.getOrDefault(draft.contentHash(), List.of());
      if (!items.isEmpty()) {
        moves.add(new Move(draft, items.removeFirst()));
      }
    }
    return moves;
  }

  private static List<KnownItem> adrift(SourcePlan plan, KnownItems known, Presence presence) {
    return known.all().stream()
        .filter(item -> item.modality() == Modality.IMAGE && known.isUnseen(item.source()))
        .filter(item -> isAdrift(item, plan.file(item.source()).orElse(null), presence))
        .sorted((a, b) -> a.source().compareTo(b.source()))
        .toList();
  }

  private static boolean isAdrift(KnownItem item, @Nullable FoundFile file, Presence presence) {
    return file == null ? presence.isGone(item.source()) : !item.looksLike(file);
  }

  private static boolean isUnchanged(FoundFile file, KnownItems known) {
    KnownItem item = known.at(file.source());
    return item != null && item.looksLike(file);
  }

  private static @Nullable String hash(FoundFile file) {
    try {
      return ContentHash.of(file.path());
    } catch (IOException e) {
      return null; // told when the file is decoded
    }
  }
}
