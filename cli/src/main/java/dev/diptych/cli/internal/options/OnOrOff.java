package dev.diptych.cli.internal.options;

/** A switch as people write it: {@code on} or {@code off}. */
public enum OnOrOff {
  ON,
  OFF
}
