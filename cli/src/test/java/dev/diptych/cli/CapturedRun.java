package dev.diptych.cli;

import dev.diptych.cli.commands.CommandDispatcher;
import dev.diptych.cli.internal.terminal.Console;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One command run inside this process with its streams captured.
 *
 * @param code the exit code
 * @param out what it printed as results
 * @param err what it printed beside them
 */
record CapturedRun(int code, String out, String err) {

  /** Runs with a terminal width of 80. */
  static CapturedRun of(Map<String, String> environment, String... arguments) {
    return of(80, environment, arguments);
  }

  static CapturedRun of(int width, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = CommandDispatcher.run(new Console(out, err, width, false), environment, arguments);
    return new CapturedRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
