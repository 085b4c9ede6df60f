package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle of lower precision loses against 32-bit floats, measured on scenes whose truth is
 * known. Recall@1 is from text to image, in percent.
 *
 * @param scenes pictures, and as many captions, it was measured on
 * @param candidates per caption, that are put in order: those that the first stage finds, or of a
 *     model without one the right picture and others
 * @param recall of the first stage alone; null where the model only reranks
 * @param reranked after the second stage; null where the model has none
 * @param rankCorrelation of the order in which both put the same candidates: Spearman's
 *     coefficient, mean over all captions; 1 is the same order
 */
public record PrecisionLoss(
    int scenes,
    int candidates,
    @Nullable Pair recall,
    @Nullable Pair reranked,
    double rankCorrelation) {

  public PrecisionLoss {
    if (recall == null && reranked == null) { // also when a file that lacks them is read
      throw new DiptychException(
          ErrorCode.INTERNAL, "a loss must be told of a stage, but is of neither");
    }
  }

  /**
   * A figure with and without the loss.
   *
   * @param reference in 32-bit floats
   * @param measured in the lower precision
   */
  public record Pair(double reference, double measured) {}
}
