package dev.diptych.indexer.internal.captions;

/** A file is not a caption file, for the reason in the message. */
public final class NotCaptionsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What such a file is instead. */
  public enum Instead {
    /** Something that cannot be what it is called. */
    DAMAGED,
    /** What Google's export writes beside each picture, or into each album. */
    TAKEOUT,
    /** Sound, about something else. */
    OTHER
  }

  private final Instead instead;

  NotCaptionsException(String reason) {
    this(reason, Instead.OTHER);
  }

  NotCaptionsException(String reason, Instead instead) {
    super(reason);
    this.instead = instead;
  }

  /** {@return why, in a sentence without a full stop} */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** {@return what the file is} */
  public Instead instead() {
    return instead;
  }
}
