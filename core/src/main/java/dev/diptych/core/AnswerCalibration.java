package dev.diptych.core;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

/**
 * The calibration of one direction, in two steps. First: is this pair a match, given that the query
 * has any? Second: has the query any? A result's match probability is the product. Logistic
 * regressions of few weights, since a scale and a shift of the logits are all that a model of this
 * kind needs, and they can be fitted on hundreds of queries.
 *
 * @param pair the first step
 * @param query the second step
 * @param order what the order of a query's words says in the second step
 * @param threshold the match probability from which on a result counts as a good match, in (0, 1)
 * @param depth how deep the second stage is to look
 */
public record AnswerCalibration(
    PairWeights pair, QueryWeights query, WordOrder order, double threshold, DepthRule depth) {

  /**
   * The evidence of a pair ({@link Scoring#evidence}) becomes a probability.
   *
   * @param slope for each unit of evidence
   * @param intercept at evidence 0
   */
  public record PairWeights(double slope, double intercept) {}

  /**
   * The best pair of an answer becomes the probability that the answer holds any match.
   *
   * @param evidence for each unit of the best pair's evidence
   * @param cosine for each unit of the best pair's cosine
   * @param broken for the share of words that the vocabulary does not hold whole, 0 to 1
   * @param intercept where all are 0
   */
  public record QueryWeights(double evidence, double cosine, double broken, double intercept) {}

  public AnswerCalibration {
    // Also when a file that lacks them is read.
    requireNonNull(pair, "pair");
    requireNonNull(query, "query");
    requireNonNull(depth, "depth");
    order = requireNonNullElse(order, WordOrder.NONE);
    if (!(threshold > 0 && threshold < 1)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "the threshold of a calibration lies between 0 and 1, but was " + threshold);
    }
  }

  /** {@return the probability that a pair belongs together, given that the query has any match} */
  public double pairProbability(double evidence) {
    return logistic(pair.slope() * evidence + pair.intercept());
  }

  /**
   * {@return the probability that anything matches}
   *
   * @param evidence the strongest of any pair
   * @param cosine of the same pair
   * @param broken share of the query's words that the vocabulary does not hold whole
   * @param oddity of the order of the query's words; 0 for a picture
   */
  public double anyProbability(double evidence, double cosine, double broken, double oddity) {
    return logistic(
        query.evidence() * evidence
            + query.cosine() * cosine
            + query.broken() * broken
            + order.weight() * oddity
            + query.intercept());
  }

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
