package dev.diptych.encoders.internal.text;

import java.util.List;

/**
 * One word of a text and the tokens it became.
 *
 * @param word as it was written, without blanks and punctuation around it
 * @param start where it begins in the text, in UTF-16 code units
 * @param tokens places of its tokens among all of the text, the first of which is the mark at its
 *     beginning, 0; at least one
 */
public record WordPieces(String word, int start, List<Integer> tokens) {

  public WordPieces {
    tokens = List.copyOf(tokens);
  }

  /** {@return where it ends in the text, in UTF-16 code units} */
  public int end() {
    return start + word.length();
  }
}
