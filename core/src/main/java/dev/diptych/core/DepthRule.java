package dev.diptych.core;

import java.util.List;

/**
 * How many candidates the second stage is to score, from their cosines alone: as many as it takes
 * until hardly any match is to be expected among the others. So the depth is known before any pair
 * is scored and does not depend on the page, which keeps pages stable.
 *
 * @param cosine weight of a candidate's cosine
 * @param gap weight of how far it is below the best candidate's
 * @param intercept where both are 0
 * @param left most matches to be expected among those not scored
 * @param most greatest depth: candidates beyond it are never scored, nor looked at
 */
public record DepthRule(double cosine, double gap, double intercept, double left, int most) {

  public DepthRule {
    if (!(left > 0) || most < 1) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "a depth rule leaves more than 0 matches and looks at 1 candidate or more, but has %s and %s"
              .formatted(left, most));
    }
  }

  /**
   * {@return the depth, at least 1 where there is any candidate}
   *
   * @param cosines of the candidates, best first
   */
  public int depth(List<Float> cosines) {
    int seen = Math.min(most, cosines.size());
    double expected = 0;
    int depth = seen;
    while (depth > 1) {
      expected += chance(cosines.get(depth - 1), cosines.getFirst());
      if (expected >= left) {
        return depth;
      }
      depth--;
    }
    return depth;
  }

  /** {@return the probability that a candidate is a match, before it is scored} */
  double chance(double own, double best) {
    return AnswerCalibration.logistic(cosine * own + gap * (best - own) + intercept);
  }
}
