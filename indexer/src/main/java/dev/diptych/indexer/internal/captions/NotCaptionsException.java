package dev.diptych.indexer.internal.captions;

/** A file is not a caption file, for the reason in the message. */
public final class NotCaptionsException extends Exception {

  private static final long serialVersionUID = 1L;

  NotCaptionsException(String reason) {
    super(reason);
  }

  /** {@return why, in a sentence without a full stop} */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
