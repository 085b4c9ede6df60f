package dev.diptych.evaluation;

import dev.diptych.core.WordOrder;
import dev.diptych.searcher.SearchResponse.Timings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of a query: every candidate scored by both stages, and whether it is right. Because the
 * score of a pair does not depend on how many are scored, the answer at any smaller depth follows.
 *
 * @param kind what the query is like
 * @param group of the query
 * @param words what was asked in words; empty for a picture
 * @param counted whether the words are among those whose order the calibration counted
 * @param broken share of the query's words that the vocabulary does not hold whole
 * @param pairs the candidates, in the order of recall
 * @param right how many right answers there are in all; 0 for a query of another kind than true
 * @param timings how long it took
 */
public record JudgedQuery(
    QueryKind kind,
    int group,
    String words,
    boolean counted,
    double broken,
    List<Pair> pairs,
    int right,
    Optional<Timings> timings) {

  /**
   * A candidate.
   *
   * @param cosine what the first stage said
   * @param evidence what a calibration reads of the pair; empty where nothing says it
   * @param rank what orders the second stage's results, higher first; NaN where it was not scored
   * @param right whether it is a right answer
   */
  public record Pair(double cosine, OptionalDouble evidence, double rank, boolean right) {}

  public JudgedQuery {
    pairs = List.copyOf(pairs);
  }

  /** {@return this query with its first candidates alone, as a search of that depth sees it} */
  public JudgedQuery toDepth(int depth) {
    List<Pair> first = pairs.subList(0, Math.min(depth, pairs.size()));
    return new JudgedQuery(kind, group, words, counted, broken, first, right, timings);
  }

  /** {@return this query as one whose words were counted, or were not} */
  JudgedQuery asCounted(boolean whether) {
    return new JudgedQuery(kind, group, words, whether, broken, pairs, right, timings);
  }

  /** {@return how little the words read as a sentence, by others than themselves} */
  double oddity(WordOrder order) {
    return counted ? order.oddityAmongOthers(words) : order.oddity(words);
  }

  /** {@return the pair with the strongest evidence} */
  public Optional<Pair> best() {
    return pairs.stream()
        .filter(pair -> pair.evidence().isPresent())
        .max(Comparator.comparingDouble(pair -> pair.evidence().getAsDouble()));
  }

  /** {@return whether any candidate is right} */
  public boolean found() {
    return pairs.stream().anyMatch(Pair::right);
  }
}
