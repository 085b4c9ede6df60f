package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.internal.merging.MergedTokens;

/**
 * How many tokens are kept of a picture. The second stage reads every token of every candidate, so
 * it costs less the fewer there are.
 *
 * <p>Tokens that are alike are merged into their mean, by Ward's method, until the budget is met;
 * the class token always stays as it is. Each token keeps the number of those it stands for, and
 * the match graphs let it count as often (proportional attention), so merging equal tokens changes
 * no score. Immutable and thread-safe.
 *
 * @param tokens the class token included, at least {@link #LEAST}
 */
public record TokenBudget(int tokens) {

  /** The class token and one for the rest. */
  public static final int LEAST = 2;

  public TokenBudget {
    if (tokens < LEAST) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a token budget must be at least %s, the class token and one for the rest, but was %s"
              .formatted(LEAST, tokens));
    }
  }

  /**
   * Brings features within the budget: {@code f32 [P,W] -> f32 [min(P, tokens),W]}. Costs P²·W/2
   * multiplications.
   *
   * @param features as the vision tower gave them
   * @return the same object where it is within the budget already
   */
  public PatchFeatures apply(PatchFeatures features) {
    if (features.patches() <= tokens) {
      return features;
    }
    if (features.merged()) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "tokens that were merged to %s cannot be merged again to %s"
              .formatted(features.patches(), tokens));
    }
    return MergedTokens.of(features, tokens);
  }
}
