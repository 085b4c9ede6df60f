package dev.diptych.indexer;

import dev.diptych.indexer.internal.crawl.LeftOut;
import dev.diptych.indexer.internal.crawl.LeftOut.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The skips of a run, counted by group and kind. Not thread-safe. */
final class Skips {

  private final Map<SkipGroup, List<SourceOutcome>> outcomes = new EnumMap<>(SkipGroup.class);
  private final Map<SkipGroup, Long> byGroup = new EnumMap<>(SkipGroup.class);
  private final Map<String, Long> sideFiles = new HashMap<>();
  private final Map<String, Long> systemFolders = new HashMap<>();
  private final Map<Cause, Long> byCause = new EnumMap<>(Cause.class);
  private List<String> unusedPatterns = List.of();
  private long left;
  private long repeated;

  void add(SourceOutcome skip, String sideKind) {
    if (add(skip) == SkipGroup.SIDE_FILE) {
      sideFiles.merge(sideKind, 1L, Long::sum);
    }
  }

  void add(SourceOutcome skip, LeftOut leftOut) {
    add(skip);
    count(leftOut);
  }

  void count(LeftOut leftOut) {
    byCause.merge(leftOut.cause(), 1L, Long::sum);
    if (leftOut.cause() == Cause.SYSTEM_FOLDER) {
      systemFolders.merge(leftOut.kind(), 1L, Long::sum);
    }
  }

  void addRepeated(SourceOutcome skip) {
    add(skip);
    repeated++;
  }

  private SkipGroup add(SourceOutcome skip) {
    SkipGroup group = Objects.requireNonNull(skip.group());
    byGroup.merge(group, 1L, Long::sum);
    List<SourceOutcome> same = outcomes.computeIfAbsent(group, unseen -> new ArrayList<>());
    if (same.size() < IndexingReport.SKIPS_KEPT) {
      same.add(skip);
    }
    return group;
  }

  void leaveIndex() {
    left++;
  }

  void unusedPatterns(List<String> patterns) {
    unusedPatterns = List.copyOf(patterns);
  }

  /** {@return the first skips, what is damaged before all others} */
  List<SourceOutcome> listed() {
    return outcomes.values().stream()
        .flatMap(List::stream)
        .limit(IndexingReport.SKIPS_KEPT)
        .toList();
  }

  Map<SkipGroup, Long> byGroup() {
    return byGroup;
  }

  PassedOver passedOver() {
    return new PassedOver(
        sorted(sideFiles),
        sorted(systemFolders),
        of(Cause.REQUEST),
        of(Cause.IGNORE_FILE),
        of(Cause.HIDDEN),
        repeated,
        of(Cause.LINK_OUT),
        left,
        unusedPatterns);
  }

  private long of(Cause cause) {
    return byCause.getOrDefault(cause, 0L);
  }

  private static List<KindCount> sorted(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> new KindCount(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(KindCount::count).reversed().thenComparing(KindCount::kind))
        .toList();
  }
}
