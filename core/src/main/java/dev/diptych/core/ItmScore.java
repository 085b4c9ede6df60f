package dev.diptych.core;

/**
 * What the second stage says of a pair: the two logits of the image-grounded encoder (ITM,
 * image-text matching; BLIP section 3.2). Unbounded; a higher {@code match} is nearer.
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

  /** {@return the uncalibrated probability of a match: the softmax of the two logits} */
  public MatchProbability probability() {
    return new MatchProbability(1 / (1 + Math.exp((double) noMatch - match)));
  }

  /**
   * The key that orders reranked results, higher first: the match logit plus the cosine, as in the
   * evaluation protocol of BLIP's authors.
   */
  public float rankScore(ItcScore itc) {
    return match + itc.value();
  }
}
