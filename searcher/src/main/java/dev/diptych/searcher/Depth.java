package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/** How many candidates the second stage is to score. */
public sealed interface Depth {

  /** Candidates where nothing else is said. */
  int USUAL = 32;

  /** As the model's calibration says; {@link #USUAL} where there is none. */
  Depth AUTO = new Auto();

  /** {@return this many candidates} */
  static Depth of(int candidates) {
    return new Fixed(candidates);
  }

  /**
   * As many as it takes until hardly any match is to be expected among the others, by their cosines
   * ({@link dev.diptych.core.DepthRule}): known before any is scored, the same whatever the page.
   */
  record Auto() implements Depth {}

  /**
   * A fixed number.
   *
   * @param candidates 0 to 1000; 0 is the first stage only
   */
  record Fixed(int candidates) implements Depth {

    public Fixed {
      if (candidates < 0 || candidates > 1000) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "rerank depth must be 0 to 1000, but was %s".formatted(candidates));
      }
    }
  }
}
