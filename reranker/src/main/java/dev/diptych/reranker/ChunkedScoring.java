package dev.diptych.reranker;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItmScore;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Scores places of a candidate list chunk by chunk until all are done or the time is up.
 *
 * @param <T> what is read of a candidate: features of a picture, tokens of a text
 */
final class ChunkedScoring<T> {

  private final IntFunction<Optional<T>> source;
  private final Function<List<T>, List<ItmScore>> matcher;
  private final int chunk;
  private final PairCost cost;

  ChunkedScoring(
      IntFunction<Optional<T>> source,
      Function<List<T>, List<ItmScore>> matcher,
      int chunk,
      PairCost cost) {
    this.source = source;
    this.matcher = matcher;
    this.chunk = chunk;
    this.cost = cost;
  }

  /**
   * Runs the chunks; the first one in any case.
   *
   * @param places which candidates, in the order of scoring
   */
  Scores score(List<Integer> places, TimeLimit time) {
    Map<Integer, ItmScore> scores = new HashMap<>();
    Iterator<Integer> pending = places.iterator();
    while (pending.hasNext()) {
      int pairs = time.isLimited() ? cost.pairsWithin(time.nanosLeft(), chunk) : chunk;
      if (pairs == 0 && !scores.isEmpty()) {
        return new Scores(scores, true);
      }
      long start = time.elapsedNanos();
      Map<Integer, T> readable = read(pending, Math.max(1, pairs));
      if (!readable.isEmpty()) {
        scores.putAll(run(readable));
        cost.observe(time.elapsedNanos() - start, readable.size());
      }
    }
    return new Scores(scores, false);
  }

  /** The next few candidates that have something to read, by place; passes over the others. */
  private Map<Integer, T> read(Iterator<Integer> pending, int most) {
    Map<Integer, T> readable = new LinkedHashMap<>();
    while (readable.size() < most && pending.hasNext()) {
      int place = pending.next();
      source.apply(place).ifPresent(content -> readable.put(place, content));
    }
    return readable;
  }

  private Map<Integer, ItmScore> run(Map<Integer, T> readable) {
    List<ItmScore> scores = matcher.apply(List.copyOf(readable.values()));
    if (scores.size() != readable.size()) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "the match encoder must return a score per pair, but returned %d for %d"
              .formatted(scores.size(), readable.size()));
    }
    Map<Integer, ItmScore> byPlace = new HashMap<>();
    Iterator<ItmScore> inOrder = scores.iterator();
    readable.keySet().forEach(place -> byPlace.put(place, inOrder.next()));
    return byPlace;
  }

  /**
   * What was scored.
   *
   * @param byPlace scores by place in the candidate list
   * @param outOfTime whether places were left over when the time was up
   */
  record Scores(Map<Integer, ItmScore> byPlace, boolean outOfTime) {}
}
