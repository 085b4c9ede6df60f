package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import java.io.OutputStream;

/** Consoles for tests that look at something else. */
final class TestConsoles {

  private TestConsoles() {}

  /** {@return a console that nobody listens to} */
  static Console silent() {
    return new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), 80, false);
  }
}
