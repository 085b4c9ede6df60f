package dev.diptych.core;

/**
 * What the second stage says of a pair: the two logits of the image-grounded encoder (ITM,
 * image-text matching; BLIP section 3.2). Unbounded; a higher {@code match} is nearer. What order
 * and probability they mean is the model's {@link Scoring}.
 *
 * @param noMatch logit 0
 * @param match logit 1
 */
public record ItmScore(float noMatch, float match) {

  public ItmScore {
    if (!Float.isFinite(noMatch) || !Float.isFinite(match)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "ITM logits must be finite, but were [%s, %s]".formatted(noMatch, match));
    }
  }
}
