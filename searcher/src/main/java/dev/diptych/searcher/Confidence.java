package dev.diptych.searcher;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How sure an answer is.
 *
 * @param calibrated whether its match probabilities were fitted to answers that were counted
 * @param fittedOn what these answers were, in words; empty where it is not calibrated
 * @param any probability that anything in the index matches; empty where it is not calibrated, or
 *     nothing was scored
 * @param threshold match probability from which on a result counts as a good match; empty where
 *     none is applied
 * @param good how many results reach it: they come first; all that were found where no threshold is
 *     applied
 * @param broken share of the query's words that the model's vocabulary does not hold whole, 0 to 1:
 *     the more, the less an answer means
 */
public record Confidence(
    boolean calibrated,
    Optional<String> fittedOn,
    OptionalDouble any,
    OptionalDouble threshold,
    int good,
    double broken) {

  /** How many results are offered to people as the nearest where none is good. */
  public static final int NEAREST = 5;

  /** An answer that says nothing of how sure it is. */
  static Confidence none(int found) {
    return new Confidence(
        false, Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty(), found, 0);
  }

  /** {@return the same of an answer of which so many results are good matches} */
  Confidence withGood(int results) {
    return new Confidence(calibrated, fittedOn, any, threshold, results, broken);
  }

  /** {@return whether no result is a good match: what is there are the nearest, no answers} */
  public boolean noGoodMatch() {
    return threshold.isPresent() && good == 0;
  }

  /** {@return whether a result counts as a good match} */
  public boolean isGood(SearchHit hit) {
    return threshold.isEmpty() || hit.rank() <= good;
  }
}
