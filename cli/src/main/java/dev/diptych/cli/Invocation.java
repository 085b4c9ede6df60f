package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one start of {@code diptych} works with.
 *
 * @param console where it speaks
 * @param environment the process environment
 */
record Invocation(Console console, Map<String, String> environment) {

  private static final String DEFAULT_INDEX = "index-data/default";

  Invocation {
    environment = Map.copyOf(environment);
  }

  /**
   * {@return the absolute folder of the index: the option, else {@code DIPTYCH_INDEX}, else the
   * default}
   */
  Path indexFolder(@Nullable Path option) {
    Path folder = option != null ? option : Path.of(environmentOr("DIPTYCH_INDEX", DEFAULT_INDEX));
    return folder.toAbsolutePath().normalize();
  }

  /**
   * {@return where models are kept: {@code DIPTYCH_HOME}/models, else {@code ~/.diptych/models}}
   */
  Path models() {
    return home("models");
  }

  /** {@return where fetched checkpoints are kept: {@code downloads} beside the models} */
  Path downloads() {
    return home("downloads");
  }

  private Path home(String below) {
    String user = environmentOr("HOME", System.getProperty("user.home", "."));
    return Path.of(environmentOr("DIPTYCH_HOME", user + "/.diptych"), below).toAbsolutePath();
  }

  private String environmentOr(String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? otherwise : value;
  }
}
