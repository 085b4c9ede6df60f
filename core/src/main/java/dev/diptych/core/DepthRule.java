package dev.diptych.core;

import java.util.List;

/*
 * Why a root
 *
 * A bound on the matches to be expected among the others treats all queries alike: a fifth of a match
 * is nothing where twenty are expected, but where half a match is all there is it is the answer. A
 * bound that is a share of what is expected among the scored ones is too strict where much is and
 * too lax where little is. In between lies the root: at as many pairs it keeps as many matches as
 * the first, and the right first result, too. Beyond a page of ten more matches give no more room.
 */
/**
 * How many candidates the second stage is to score, from their cosines alone: as many as it takes
 * until hardly any match is to be expected among the others. So the depth is known before any pair
 * is scored and does not depend on the page, which keeps pages stable.
 *
 * @param cosine weight of a candidate's cosine
 * @param gap weight of how far it is below the best candidate's
 * @param intercept where both are 0
 * @param left most matches to be expected among those not scored, for each root of the number to be
 *     expected among those scored
 * @param most greatest depth: candidates beyond it are never scored, nor looked at
 */
public record DepthRule(double cosine, double gap, double intercept, double left, int most) {

  private static final double FEWEST_EXPECTED = 0.05;
  private static final double MOST_EXPECTED = 10;

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
    double[] expected = new double[seen + 1]; // among the first so many
    for (int place = 0; place < seen; place++) {
      expected[place + 1] = expected[place] + chance(cosines.get(place), cosines.getFirst());
    }
    int depth = Math.min(1, seen);
    while (depth < seen && expected[seen] - expected[depth] >= bound(expected[depth])) {
      depth++;
    }
    return depth;
  }

  private double bound(double scored) {
    return left * Math.sqrt(Math.clamp(scored, FEWEST_EXPECTED, MOST_EXPECTED));
  }

  /** {@return the probability that a candidate is a match, before it is scored} */
  double chance(double own, double best) {
    return AnswerCalibration.logistic(cosine * own + gap * (best - own) + intercept);
  }
}
