package dev.diptych.searcher;

import dev.diptych.core.Item;
import dev.diptych.core.Provenance.Generated;
import java.util.Optional;

/**
 * Words that a model wrote of a picture, and ITM found to fit.
 *
 * @param words the caption
 * @param model name of the model that wrote it
 * @param probability how likely words and picture belong together, by the pair alone, in [0, 1]
 */
public record GeneratedText(String words, String model, double probability) {

  /** {@return what a text says of itself; empty where no model wrote it} */
  public static Optional<GeneratedText> of(Item item) {
    String words = item.text();
    return words != null
            && item.facts().provenance() instanceof Generated(String model, double p, _)
        ? Optional.of(new GeneratedText(words, model, p))
        : Optional.empty();
  }
}
