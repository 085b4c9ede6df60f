package dev.diptych.encoders;

import dev.diptych.core.Embedding;
import java.util.List;

/** Turns texts into points of the joint space. Thread-safe. */
public interface TextEncoder {

  /** {@return the most tokens a text may have, both ends included; longer ones are cut} */
  int tokenLimit();

  /**
   * Splits a text into tokens, cutting what exceeds {@link #tokenLimit}. Any string is a text, the
   * empty one too.
   */
  TokenizedText tokenize(String text);

  /** {@return what of a text the model cannot read, so that its scores mean nothing} */
  default UnreadWords unread(String text) {
    return UnreadWords.NONE;
  }

  /**
   * {@return which share of a text's words the vocabulary does not hold whole, 0 to 1} Such words
   * are read in pieces, and known less well; many of them make a text that the model may not have
   * understood.
   */
  default double brokenShare(TokenizedText tokens) {
    return 0;
  }

  /**
   * {@return which share of a text's tokens stands for nothing that the model knows, 0 to 1} Such
   * are the tokens of words in a script that it was not made for: {@code [UNK]}, or single letters.
   */
  default double foreignShare(TokenizedText tokens) {
    return 0;
  }

  /**
   * Encodes a batch: {@code B x i64 [T] -> B x f32 [D], unit length}. The same numbers come out
   * whatever the batch, within 1e-5.
   *
   * @param batch at least one text, as {@link #tokenize} split them
   */
  List<Embedding> encode(List<TokenizedText> batch);
}
