package dev.diptych.encoders.internal.text;

import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;

/**
 * A tokenizer whose texts begin with another mark.
 *
 * @param tokenizer what reads texts
 * @param first id of the first token of every text
 */
public record OtherFirstToken(Tokenizer tokenizer, int first) implements Tokenizer {

  @Override
  public int tokenLimit() {
    return tokenizer.tokenLimit();
  }

  @Override
  public TokenizedText tokenize(String text) {
    return tokenizer.tokenize(text).startingWith(first);
  }

  @Override
  public UnreadWords unread(String text) {
    return tokenizer.unread(text);
  }

  @Override
  public double brokenShare(TokenizedText tokens) {
    return tokenizer.brokenShare(tokens);
  }

  @Override
  public double foreignShare(TokenizedText tokens) {
    return tokenizer.foreignShare(tokens);
  }
}
