package dev.diptych.indexer.internal.plan;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RegularFile;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.Realignment.Move;
import dev.diptych.indexer.internal.presence.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
   *
   * A file of which the change time alone differs is nearly always the same: its rights were set
   * anew, or the whole library was copied. It is hashed later, where files are read side by side
   * and what is done is committed, unless an item adrift has its size or such a file has its size
   * and time too: then names may have been traded.
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
    List<KnownItem> adrift = new ArrayList<>();
    Map<SizeAndTime, List<KnownItem>> restamped = new HashMap<>();
    for (KnownItem item : known.all()) {
      if (item.modality() == Modality.IMAGE && known.isUnseen(item.source())) {
        FoundFile file = plan.file(item.source()).orElse(null);
        if (file == null ? presence.isGone(item.source()) : !item.hasSizeAndTimeOf(file)) {
          adrift.add(item);
        } else if (file != null && !item.looksLike(file)) {
          restamped
              .computeIfAbsent(
                  new SizeAndTime(item.bytes(), item.modifiedMillis()), key -> new ArrayList<>(1))
              .add(item);
        }
      }
    }
    Set<Long> sizes = new HashSet<>();
    adrift.forEach(item -> sizes.add(item.bytes()));
    restamped.forEach(
        (key, items) -> {
          if (items.size() > 1 || sizes.contains(key.bytes())) {
            adrift.addAll(items);
          }
        });
    adrift.sort(Comparator.comparing(KnownItem::source));
    return adrift;
  }

  private record SizeAndTime(long bytes, long modifiedMillis) {}

  private static boolean isUnchanged(FoundFile file, KnownItems known) {
    KnownItem item = known.at(file.source());
    return item != null && item.looksLike(file);
  }

  private static @Nullable String hash(FoundFile file) {
    try {
      try (InputStream in = RegularFile.open(file.path())) {
        return ContentHash.of(in);
      }
    } catch (IOException e) {
      return null; // told when the file is decoded
    }
  }
}
