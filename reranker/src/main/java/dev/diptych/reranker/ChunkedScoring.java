package dev.diptych.reranker;

import static java.util.Objects.requireNonNull;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItmScore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Scores places of a candidate list chunk by chunk, taking turns with other searches, until all are
 * done or the time is up.
 *
 * @param <T> what is read of a candidate: features of a picture, tokens of a text
 */
final class ChunkedScoring<T> {

  /** What a search without a budget takes at a time while one with a budget is under way. */
  static final long PATIENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Function<List<Integer>, Map<Integer, T>> source;
  private final Function<List<T>, List<ItmScore>> matcher;
  private final int chunk;
  private final PairCost cost;
  private final Turns turns;
  private final Cancellation cancellation;

  ChunkedScoring(
      Function<List<Integer>, Map<Integer, T>> source,
      Function<List<T>, List<ItmScore>> matcher,
      int chunk,
      PairCost cost,
      Turns turns,
      Cancellation cancellation) {
    this.source = source;
    this.matcher = matcher;
    this.chunk = chunk;
    this.cost = cost;
    this.turns = turns;
    this.cancellation = cancellation;
  }

  /**
   * Runs the chunks; the first one in any case, unless nobody waits for it.
   *
   * @param places which candidates, in the order of scoring
   */
  Scores score(List<Integer> places, TimeLimit time) {
    turns.enter(time.isLimited());
    try {
      return scoreInTurns(places, time);
    } finally {
      turns.leave(time.isLimited());
    }
  }

  private Scores scoreInTurns(List<Integer> places, TimeLimit time) {
    Map<Integer, ItmScore> scores = new HashMap<>();
    Deque<Integer> pending = new ArrayDeque<>(places);
    int fewest = 1; // the first is tried in any case
    while (!pending.isEmpty()) {
      cancellation.check();
      int least = fewest;
      int planned = Math.max(least, time.isLimited() ? hurriedPairs(time) : patientPairs());
      if (planned == 0 || !turns.take(() -> runWhatFits(pending, least, planned, scores, time))) {
        return new Scores(scores, true);
      }
      fewest = 0;
    }
    return new Scores(scores, false);
  }

  /**
   * A query's share of the time left: of the others under way, those without a budget take a short
   * chunk each before its turn comes, those with one as much as it does.
   */
  private int hurriedPairs(TimeLimit time) {
    long chunkOfPatient = Math.max(PATIENT_NANOS, cost.nanosPerPair());
    long scoring = time.nanosLeft() - turns.patient() * chunkOfPatient;
    return cost.pairsWithin(scoring / Math.max(1, turns.hurried()), chunk);
  }

  private int patientPairs() {
    return turns.hurried() == 0 ? chunk : Math.max(1, cost.pairsWithin(PATIENT_NANOS, chunk));
  }

  /**
   * Reads and scores what was planned, as far as it still fits: the turn may have been long in
   * coming. Passes over what has nothing to read.
   *
   * @return false when nothing fits any more
   */
  private boolean runWhatFits(
      Deque<Integer> pending,
      int least,
      int planned,
      Map<Integer, ItmScore> scores,
      TimeLimit time) {
    cancellation.check(); // the turn may have been long in coming
    int fitting = time.isLimited() ? cost.pairsWithin(time.nanosLeft(), planned) : patientPairs();
    int pairs = Math.clamp(fitting, least, planned);
    if (pairs == 0) {
      return false;
    }
    long start = time.elapsedNanos();
    List<Integer> places = new ArrayList<>();
    while (places.size() < pairs && !pending.isEmpty()) {
      places.add(pending.removeFirst());
    }
    Map<Integer, T> ready = source.apply(places);
    if (!ready.isEmpty()) {
      scores.putAll(run(places.stream().filter(ready::containsKey).toList(), ready));
      cost.observe(time.elapsedNanos() - start, ready.size());
    }
    return true;
  }

  private Map<Integer, ItmScore> run(List<Integer> places, Map<Integer, T> ready) {
    List<ItmScore> scores =
        matcher.apply(places.stream().map(place -> requireNonNull(ready.get(place))).toList());
    if (scores.size() != places.size()) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "the match encoder must return a score per pair, but returned %s for %s"
              .formatted(scores.size(), places.size()));
    }
    Map<Integer, ItmScore> byPlace = new HashMap<>();
    for (int i = 0; i < places.size(); i++) {
      byPlace.put(places.get(i), scores.get(i));
    }
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
