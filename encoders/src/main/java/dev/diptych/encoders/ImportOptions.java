package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Choices made when a checkpoint is imported. They are part of what the model is: the same
 * checkpoint with other choices is another model, with another fingerprint.
 *
 * @param itmFirstToken the token that the image-grounded encoder reads first
 * @param visionEpsilon epsilon of the vision tower's norms in place of the configuration's, or
 *     null; BLIP's authors trained with 1e-6, where Hugging Face's configurations say 1e-5
 * @param cleanCaptions whether texts are cleaned before they are tokenised, as in the authors'
 *     evaluation: lower case, sentence punctuation to blanks, the first 30 words
 * @param precision the arithmetic of the encoders
 */
public record ImportOptions(
    FirstToken itmFirstToken,
    @Nullable Double visionEpsilon,
    boolean cleanCaptions,
    Precision precision) {

  /**
   * As the paper's figures were measured, with the configuration's epsilon, texts as they are, in
   * 32-bit floats.
   */
  public static final ImportOptions DEFAULT =
      new ImportOptions(FirstToken.ENC, null, false, Precision.F32);

  public ImportOptions {
    if (visionEpsilon != null && !(visionEpsilon > 0 && visionEpsilon < 1)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the vision tower's epsilon must lie between 0 and 1, but was %s; leave it out to use the configuration's"
              .formatted(visionEpsilon));
    }
  }

  /** {@return these choices with another arithmetic} */
  public ImportOptions with(Precision other) {
    return new ImportOptions(itmFirstToken, visionEpsilon, cleanCaptions, other);
  }

  /** What ITM reads in first place. */
  public enum FirstToken {
    /** {@code [ENC]}, as in training and in the paper's evaluation. */
    ENC,
    /** {@code [CLS]}, as Hugging Face's implementation does; for parity with it alone. */
    CLS
  }
}
