package dev.diptych.reranker;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * How much the second stage may do: whichever limit is met first ends it.
 *
 * @param depth most candidates to score, at least 0
 * @param time most time to spend, positive; empty for no limit. At least one candidate is always
 *     tried.
 */
public record RerankBudget(int depth, Optional<Duration> time) {

  public RerankBudget {
    if (depth < 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "rerank depth must be at least 0, but was " + depth);
    }
    if (time.isPresent() && !time.get().isPositive()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "the time budget must be positive, but was " + time.get());
    }
  }

  /** {@return what is left of this after so long; of a limited time always a little} */
  public RerankBudget after(Duration spent) {
    return new RerankBudget(
        depth,
        time.map(most -> most.compareTo(spent) > 0 ? most.minus(spent) : Duration.ofNanos(1)));
  }
}
