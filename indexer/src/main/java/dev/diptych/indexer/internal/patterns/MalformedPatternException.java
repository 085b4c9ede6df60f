package dev.diptych.indexer.internal.patterns;

/** A pattern that means nothing, for the reason in the message: a clause without a full stop. */
public final class MalformedPatternException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedPatternException(String reason) {
    super(reason);
  }

  /** {@return what is wrong, in a clause without a full stop} */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
