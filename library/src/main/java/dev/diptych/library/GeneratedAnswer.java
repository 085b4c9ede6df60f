package dev.diptych.library;

import dev.diptych.core.Item;
import dev.diptych.searcher.GeneratedText;
import org.jspecify.annotations.Nullable;

/**
 * A text that a model wrote of a picture, as scripts read it.
 *
 * @param text its words
 * @param model name of the model
 * @param matchProbability how likely it fits the picture, by the pair alone, in [0, 1]
 */
public record GeneratedAnswer(String text, String model, double matchProbability) {

  /** This text in this form. */
  public static GeneratedAnswer of(GeneratedText text) {
    return new GeneratedAnswer(text.words(), text.model(), text.probability());
  }

  /** {@return what a text item says of itself; null where no model wrote it} */
  public static @Nullable GeneratedAnswer of(Item item) {
    return GeneratedText.of(item).map(GeneratedAnswer::of).orElse(null);
  }
}
