package dev.diptych.encoders;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import java.util.List;
import java.util.Optional;

/**
 * The image-grounded encoder: reads a picture and words together and says whether they belong
 * together (ITM; BLIP section 3.2). Both directions and every batch size give the same logits
 * within 1e-5. Thread-safe.
 */
public interface MatchEncoder {

  /** {@return how many calls run side by side, at least 1; more wait for each other} */
  default int callsAtOnce() {
    return 1;
  }

  /**
   * Splits a text into the tokens that this encoder reads, cutting what exceeds its limit. They may
   * differ from those of the text encoder. Any string is a text, the empty one too.
   */
  TokenizedText tokenize(String text);

  /**
   * {@return whether it reads a text at all: not where most of its tokens stand for nothing that
   * the model knows, such as those of a script that it was not made for}
   */
  default boolean reads(String text) {
    return true;
  }

  /**
   * Scores K pictures for one text.
   *
   * @param text the words, as {@link #tokenize} split them
   * @param images K feature sets {@code f32 [P,W]}, at least one
   * @return K scores in the order of the pictures
   */
  List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images);

  /**
   * Scores K texts for one picture.
   *
   * @param image features {@code f32 [P,W]}
   * @param texts K texts, as {@link #tokenize} split them, at least one
   * @return K scores in the order of the texts
   */
  List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts);

  /**
   * {@return the cosine of a picture and a text (ITC) where this encoder works it out itself and
   * has it in its logits; empty where it does not}
   */
  default Optional<ItcScore> cosine(TokenizedText text, PatchFeatures image) {
    return Optional.empty();
  }
}
