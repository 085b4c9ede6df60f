package dev.diptych.encoders;

import dev.diptych.core.ItmScore;
import java.util.List;
import java.util.Optional;

/**
 * Why a text fits a picture, or does not: where its words are.
 *
 * @param itm the score of the pair, the same as ranking gives it within 1e-4
 * @param words every word within the model's limit, in order
 * @param phrases words that belong together and are one thing, such as "red star", in order
 * @param whole all phrases and single words that are there, in one map; empty where none is
 * @param form how the maps came about, in a sentence
 * @param truncated whether words were cut because the text is longer than the model's limit
 */
public record Explanation(
    ItmScore itm,
    List<WordMap> words,
    List<WordMap> phrases,
    Optional<HeatMap> whole,
    String form,
    boolean truncated) {

  public Explanation {
    words = List.copyOf(words);
    phrases = List.copyOf(phrases);
  }
}
