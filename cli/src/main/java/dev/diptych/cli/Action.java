package dev.diptych.cli;

/** What a command does once its options are read. */
@FunctionalInterface
interface Action {

  /** Does it; errors are thrown. {@return the exit code} */
  int perform();
}
