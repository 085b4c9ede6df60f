package dev.diptych.core;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a model's numbers become an order and a probability: it belongs to the model, whose authors
 * say how their numbers are to be read, and its bundle names it. Immutable and thread-safe.
 */
public interface Scoring {

  /** {@return its name in files: lower case, never changed} */
  String label();

  /**
   * {@return the key that orders what the second stage scored, higher first}
   *
   * @param itm what the second stage said of the pair
   * @param itc what the first stage said of it
   */
  float rank(ItmScore itm, ItcScore itc);

  /**
   * {@return how likely the pair belongs together, by the pair alone and not calibrated; empty
   * where these numbers do not say} With a {@link #calibration}, an answer's own probabilities take
   * its place.
   *
   * @param itm what the second stage said of the pair; empty where it did not see it
   * @param itc what the first stage said of it
   */
  Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc);

  /**
   * {@return the number that a calibration reads of a pair, unbounded, higher for a match; empty
   * where these numbers do not say}
   *
   * @param itm what the second stage said of the pair; empty where it did not see it
   * @param itc what the first stage said of it
   */
  OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc);

  /**
   * {@return the {@link #probability} of a pair from which on it is a good match, where no
   * calibration says it; empty where the probabilities do not tell by themselves}
   */
  default OptionalDouble threshold() {
    return OptionalDouble.empty();
  }

  /** {@return how these numbers become probabilities of a whole answer, where that was fitted} */
  default Optional<Calibration> calibration() {
    return Optional.empty();
  }

  /** {@return the same scoring without a calibration} */
  default Scoring plain() {
    return this;
  }

  /** {@return whether the probabilities were fitted to answers that were counted} */
  default boolean calibrated() {
    return calibration().isPresent();
  }

  /** {@return what orders results, in a few words: {@code match + cosine}} */
  String order();

  /** {@return what orders results and what the probability is, in words fit for people} */
  String meaning();
}
