package dev.diptych.encoders.internal.text;

import java.util.List;

/** Says which of a text's tokens are of which of its words. Thread-safe. */
@FunctionalInterface
public interface WordSplitter {

  /** {@return the words of a text in order, as far as their tokens are within the limit} */
  List<WordPieces> split(String text);
}
