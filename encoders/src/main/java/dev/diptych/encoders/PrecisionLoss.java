package dev.diptych.encoders;

import static java.util.Objects.requireNonNull;

/**
 * What a bundle of lower precision loses against 32-bit floats, measured on scenes whose truth is
 * known. Recall@1 is from text to image, in percent.
 *
 * @param scenes pictures, and as many captions, it was measured on
 * @param candidates per caption, reranked
 * @param recall of the first stage alone
 * @param reranked after the second stage
 * @param rankCorrelation of the order in which both rerank the same candidates: Spearman's
 *     coefficient, mean over all captions; 1 is the same order
 */
public record PrecisionLoss(
    int scenes, int candidates, Pair recall, Pair reranked, double rankCorrelation) {

  public PrecisionLoss {
    // Also when a file that lacks them is read.
    requireNonNull(recall, "recall");
    requireNonNull(reranked, "reranked");
  }

  /**
   * A figure with and without the loss.
   *
   * @param reference in 32-bit floats
   * @param measured in the lower precision
   */
  public record Pair(double reference, double measured) {}
}
