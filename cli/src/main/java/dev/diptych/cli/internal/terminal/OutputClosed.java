package dev.diptych.cli.internal.terminal;

/**
 * Says that the program which read our output has gone ({@code diptych search ... | head -1}): a
 * reason to end quietly, not an error.
 */
public final class OutputClosed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OutputClosed(Throwable cause) {
    super("the reader of the output has gone", cause);
  }
}
