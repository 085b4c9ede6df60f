package dev.diptych.encoders.internal.text;

/** A tokenizer that holds native memory until it is closed, after which it may not be used. */
public interface OwnedTokenizer extends Tokenizer, AutoCloseable {

  @Override
  void close();
}
