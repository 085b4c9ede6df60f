package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/**
 * How captions are drawn by nucleus sampling (Holtzman et al. 2020): each next token by its
 * probability among the likeliest ones.
 *
 * @param topP of the likeliest tokens so many are looked at that their probabilities exceed this,
 *     in (0, 1]
 * @param topK and never more than so many, at least 1
 * @param repetitionPenalty what makes tokens of the caption unlikelier to come again, at least 1; 1
 *     does nothing
 */
public record Sampling(double topP, int topK, double repetitionPenalty) {

  /** The settings of BLIP's authors: 0.9 of at most 50 tokens, repetition 1.1. */
  public static final Sampling DEFAULT = new Sampling(0.9, 50, 1.1);

  public Sampling {
    if (!(topP > 0 && topP <= 1) || topK < 1 || !(repetitionPenalty >= 1)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "sampling needs topP above 0 and at most 1, topK >= 1, repetitionPenalty >= 1, but was %s, %s, %s"
              .formatted(topP, topK, repetitionPenalty));
    }
  }
}
