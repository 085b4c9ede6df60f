package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/**
 * How several captions of a picture are written: the first by search, the others by sampling.
 *
 * @param count captions for each picture, 1 to {@value #MOST}
 * @param search how the first is found; its prompt and lengths hold for all
 * @param sampling how the others are drawn
 */
public record CaptionPlan(int count, CaptionOptions search, Sampling sampling) {

  /** The most captions for a picture. */
  public static final int MOST = 20;

  /**
   * The most tokens of a caption, prompt included: what the authors' code takes where nothing else
   * is said.
   */
  private static final int MOST_TOKENS = 30;

  public CaptionPlan {
    if (count < 1 || count > MOST) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a picture can be given 1 to %s captions, but %s were asked for; choose a number in between"
              .formatted(MOST, count));
    }
  }

  /** {@return so many captions, by the settings of BLIP's authors, of at most 30 tokens} */
  public static CaptionPlan of(int count) {
    CaptionOptions usual = CaptionOptions.DEFAULT;
    return new CaptionPlan(
        count,
        new CaptionOptions(
            usual.prompt(), usual.beams(), MOST_TOKENS, usual.minTokens(), usual.lengthPenalty()),
        Sampling.DEFAULT);
  }
}
