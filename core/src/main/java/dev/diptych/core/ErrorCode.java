package dev.diptych.core;

/**
 * What went wrong, coarsely enough to act on. The {@link Kind} alone picks exit code and HTTP
 * status.
 */
public enum ErrorCode {
  /** A request, option or argument that cannot be carried out as given. */
  INVALID_REQUEST(Kind.USER),
  /** A named thing (item, model, index, file) that does not exist. */
  NOT_FOUND(Kind.USER),
  /** An upload or file above a stated cap. */
  TOO_LARGE(Kind.USER),
  /** Bytes that are not a picture this build can read. */
  UNREADABLE_IMAGE(Kind.DATA),
  /** A checkpoint that cannot be imported as it is. */
  INVALID_CHECKPOINT(Kind.DATA),
  /** A reference file that is damaged or does not fit the checkpoint it is held against. */
  INVALID_REFERENCE(Kind.DATA),
  /** A bundle or checkpoint whose outputs differ from the reference. */
  MODEL_MISMATCH(Kind.DATA),
  /** An index that is damaged or incomplete. */
  CORRUPT_INDEX(Kind.DATA),
  /** An index of another model or of a newer format. */
  INCOMPATIBLE_INDEX(Kind.DATA),
  /**
   * A run that did not do all it was asked: inputs were skipped, nothing was found, or items were
   * kept whose removal somebody has to confirm.
   */
  INCOMPLETE(Kind.DATA),
  /** Another process holds the index for writing. */
  LOCKED(Kind.RESOURCE),
  /** Reading or writing a file failed: permissions, space, hardware. */
  IO(Kind.RESOURCE),
  /** Something this machine lacks: memory, a port, a native library. */
  UNAVAILABLE(Kind.RESOURCE),
  /** More work than the machine takes on at once; the same request may succeed a little later. */
  OVERLOADED(Kind.RESOURCE),
  /** A defect of Diptych itself. */
  INTERNAL(Kind.INTERNAL);

  /** Who has to act on an error. */
  public enum Kind {
    /** The caller: change the request. */
    USER,
    /** Whoever owns the data: mend or replace it. */
    DATA,
    /** Whoever runs the machine. */
    RESOURCE,
    /** The developers of Diptych. */
    INTERNAL
  }

  private final Kind kind;

  ErrorCode(Kind kind) {
    this.kind = kind;
  }

  /** {@return who has to act on this error} */
  public Kind kind() {
    return kind;
  }
}
