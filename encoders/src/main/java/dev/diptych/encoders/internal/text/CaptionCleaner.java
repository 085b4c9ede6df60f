package dev.diptych.encoders.internal.text;

import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import java.util.function.Function;

/**
 * A tokenizer that cleans texts first, as authors do in their evaluation.
 *
 * @param tokenizer what reads the cleaned text
 * @param cleaning what is done to a text
 */
public record CaptionCleaner(
    Tokenizer tokenizer, Function<String, CaptionCleaning.Cleaned> cleaning) implements Tokenizer {

  @Override
  public int tokenLimit() {
    return tokenizer.tokenLimit();
  }

  @Override
  public TokenizedText tokenize(String text) {
    CaptionCleaning.Cleaned cleaned = cleaning.apply(text);
    TokenizedText tokens = tokenizer.tokenize(cleaned.text());
    return cleaned.cut() ? tokens.asTruncated() : tokens;
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
