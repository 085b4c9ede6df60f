package dev.diptych.core;

/**
 * How likely a text and a picture belong together; the only number shown to people as a percentage.
 *
 * @param value probability in [0, 1]
 * @param calibrated whether it was fitted to answers that were counted; else it compares results,
 *     and is no odds
 */
public record MatchProbability(double value, boolean calibrated) {

  public MatchProbability {
    if (!(value >= 0 && value <= 1)) {
      throw new DiptychException(
          ErrorCode.INTERNAL, "a match probability lies in [0, 1], but was " + value);
    }
  }
}
