package dev.diptych.encoders.internal.text;

import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;

/** Splits words into what one encoder reads. Thread-safe. */
public interface Tokenizer {

  /** {@return the most tokens of a text, both ends included} */
  int tokenLimit();

  /** Splits a text, cutting what exceeds the limit. Any string is a text, the empty one too. */
  TokenizedText tokenize(String text);

  /** {@return what of a text the model cannot read} */
  UnreadWords unread(String text);

  /** {@return which share of a text's words the vocabulary does not hold whole, 0 to 1} */
  double brokenShare(TokenizedText tokens);

  /** {@return which share of a text's tokens stands for nothing that the model knows, 0 to 1} */
  default double foreignShare(TokenizedText tokens) {
    return 0;
  }
}
