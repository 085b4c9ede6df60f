package dev.diptych.encoders.internal.captioning;

import java.util.List;

/** What the tokens of captions mean. Thread-safe. */
public interface CaptionWords {

  /** {@return the token that starts a caption, and those of words that it begins with} */
  List<Integer> prompt(String words);

  /** {@return the words of tokens behind the prompt; the end token is none} */
  String text(List<Integer> tokens);

  /** {@return id of the token that ends a caption} */
  int endId();

  /** {@return most tokens of a caption, all included} */
  int most();
}
