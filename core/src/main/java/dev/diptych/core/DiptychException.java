package dev.diptych.core;

/**
 * The one exception of Diptych's public methods. Its message names the thing, the rule, the actual
 * value and the fix, and is fit to be shown to people as it is.
 */
public final class DiptychException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * An error found here.
   *
   * @param code what went wrong
   * @param message the thing, the rule, the actual value and the fix, in one or two sentences
   */
  public DiptychException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * An error found elsewhere.
   *
   * @param code what went wrong
   * @param message the thing, the rule, the actual value and the fix, in one or two sentences
   * @param cause what this exception was made from
   */
  public DiptychException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** {@return what went wrong} */
  public ErrorCode code() {
    return code;
  }
}
