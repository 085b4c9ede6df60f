package dev.diptych.searcher;

import dev.diptych.core.ItemId;
import dev.diptych.core.MatchProbability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an audit of one commit has found so far. Grows by one thread at a time; others may read
 * meanwhile. Keeps the rejected texts alone, a hundred bytes or so each.
 */
final class AuditFindings {

  private final String commit;
  private final double threshold;
  private final List<ItemId> images;
  private final List<Finding> rejected = new ArrayList<>();
  private final Map<ItemId, Optional<GeneratedText>> better = new HashMap<>();
  private int looked;
  private Counts counts = new Counts(0, 0, 0);

  /**
   * A rejected text.
   *
   * @param source where its words come from, for the order of equally likely ones
   */
  record Finding(ItemId text, ItemId image, String source, MatchProbability probability) {}

  /** Pictures with texts, their texts, and pictures with texts that cannot be read. */
  record Counts(long pictures, long texts, long unread) {

    Counts plus(Counts other) {
      return new Counts(
          pictures + other.pictures(), texts + other.texts(), unread + other.unread());
    }
  }

  /**
   * Nothing yet.
   *
   * @param threshold the highest one that can be asked for
   * @param images all pictures of the commit, in the order they are looked at
   */
  AuditFindings(String commit, double threshold, List<ItemId> images) {
    this.commit = commit;
    this.threshold = threshold;
    this.images = List.copyOf(images);
  }

  /** {@return whether an audit of this commit with this threshold can go on from here} */
  boolean answers(String otherCommit, double asked) {
    return commit.equals(otherCommit) && asked <= threshold;
  }

  double threshold() {
    return threshold;
  }

  int images() {
    return images.size();
  }

  synchronized int looked() {
    return looked;
  }

  synchronized boolean complete() {
    return looked == images.size();
  }

  synchronized Counts counts() {
    return counts;
  }

  /** {@return the pictures to look at next, at most so many} */
  synchronized List<ItemId> next(int most) {
    return images.subList(looked, Math.min(images.size(), looked + most));
  }

  /** Adds what was found of the next so many pictures. */
  synchronized void add(int pictures, Counts counted, List<Finding> findings) {
    looked += pictures;
    counts = counts.plus(counted);
    rejected.addAll(findings);
  }

  /** {@return the texts below a threshold, the least likely first} */
  synchronized List<Finding> below(double asked) {
    return rejected.stream()
        .filter(finding -> finding.probability().value() < asked)
        .sorted(
            Comparator.comparingDouble((Finding finding) -> finding.probability().value())
                .thenComparing(Finding::source))
        .toList();
  }

  /** {@return what was found to fit a picture; null where nobody looked for it yet} */
  synchronized Map<ItemId, Optional<GeneratedText>> better() {
    return Map.copyOf(better);
  }

  synchronized void fits(ItemId image, Optional<GeneratedText> caption) {
    better.put(image, caption);
  }
}
