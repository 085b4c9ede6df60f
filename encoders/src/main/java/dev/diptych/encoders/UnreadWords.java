package dev.diptych.encoders;

import java.util.List;

/**
 * What of a text a model cannot read: words that its vocabulary has no piece for, that it can only
 * spell letter by letter, or whose script it was not trained on. Scores of such words are chance.
 *
 * @param words as they were written, each once, in order
 * @param all whether nothing else is left: no word with a letter or a digit that the model reads
 */
public record UnreadWords(List<String> words, boolean all) {

  /** Everything was read. */
  public static final UnreadWords NONE = new UnreadWords(List.of(), false);

  public UnreadWords {
    words = List.copyOf(words);
  }
}
