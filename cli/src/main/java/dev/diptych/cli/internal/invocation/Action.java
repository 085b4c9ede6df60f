package dev.diptych.cli.internal.invocation;

/** What a command does once its options are read. */
@FunctionalInterface
public interface Action {

  /** Does it; errors are thrown. {@return the exit code} */
  int perform();
}
