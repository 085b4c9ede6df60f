package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/**
 * How a caption is searched for.
 *
 * @param prompt words the caption starts with, may be empty; BLIP's authors use {@code "a picture
 *     of"}
 * @param beams beams of the search, at least 1; 1 is greedy
 * @param maxTokens most tokens, the prompt's and the start token included, at least 2
 * @param minTokens fewest tokens before the end token may come
 * @param lengthPenalty exponent by which a hypothesis' length divides its score
 */
public record CaptionOptions(
    String prompt, int beams, int maxTokens, int minTokens, float lengthPenalty) {

  /** The authors' settings for COCO: 3 beams, 5 to 20 tokens, {@code "a picture of"}. */
  public static final CaptionOptions DEFAULT = new CaptionOptions("a picture of", 3, 20, 5, 1f);

  public CaptionOptions {
    if (beams < 1 || maxTokens < 2 || minTokens > maxTokens || !Float.isFinite(lengthPenalty)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "caption options need beams >= 1, maxTokens >= 2, minTokens <= maxTokens, but were %s, %s, %s, penalty %s"
              .formatted(beams, maxTokens, minTokens, lengthPenalty));
    }
  }
}
