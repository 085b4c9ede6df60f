package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/** From which match probability on a result counts as a good match. */
public sealed interface Threshold {

  /** As the model's calibration says, or else the model itself; none where neither does. */
  Threshold CALIBRATED = new Calibrated();

  /** None: everything found is shown alike. */
  Threshold OFF = new Off();

  /** {@return this probability} */
  static Threshold of(double probability) {
    return new AtLeast(probability);
  }

  /** The one that was fitted on held-out answers, or else the model's own. */
  record Calibrated() implements Threshold {}

  /** None. */
  record Off() implements Threshold {}

  /**
   * A given one.
   *
   * @param probability in [0, 1]
   */
  record AtLeast(double probability) implements Threshold {

    public AtLeast {
      if (!(probability >= 0 && probability <= 1)) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "the threshold must be a probability of 0 to 1, or off, but was " + probability);
      }
    }
  }
}
