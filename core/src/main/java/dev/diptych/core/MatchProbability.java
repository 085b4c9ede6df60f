package dev.diptych.core;

/**
 * How likely a text and a picture belong together; the only number shown to people as a percentage.
 *
 * @param value probability in [0, 1]
 */
public record MatchProbability(double value) implements Comparable<MatchProbability> {

  public MatchProbability {
    if (!(value >= 0 && value <= 1)) {
      throw new DiptychException(
          ErrorCode.INTERNAL, "a match probability lies in [0, 1], but was " + value);
    }
  }

  @Override
  public int compareTo(MatchProbability other) {
    return Double.compare(value, other.value);
  }
}
