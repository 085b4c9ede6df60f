package dev.diptych.cli.internal.invocation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.library.Diptych;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one start of {@code diptych} works with.
 *
 * @param console where it speaks
 * @param environment the process environment
 */
public record Invocation(Console console, Map<String, String> environment) {

  private static final String DEFAULT_INDEX = "index-data/default";

  public Invocation {
    environment = Map.copyOf(environment);
  }

  /**
   * {@return the absolute folder of the index: the option, else {@code DIPTYCH_INDEX}, else the
   * default}
   */
  public Path indexFolder(@Nullable Path option) {
    Path folder = option != null ? option : Path.of(environmentOr("DIPTYCH_INDEX", DEFAULT_INDEX));
    return folder.toAbsolutePath().normalize();
  }

  /**
   * Opens the home folder that models are kept in: {@code DIPTYCH_HOME}, else {@code ~/.diptych}.
   */
  public Diptych diptych() {
    return Diptych.open(home());
  }

  /** {@return where models are kept: {@code models} in the home folder} */
  public Path models() {
    return home().resolve("models");
  }

  /** {@return where fetched checkpoints are kept: {@code downloads} beside the models} */
  public Path downloads() {
    return home().resolve("downloads");
  }

  /** {@return where models for reading text are kept, a folder each: {@code ocr} beside them} */
  public Path readers() {
    return home().resolve("ocr");
  }

  private Path home() {
    String user = environmentOr("HOME", System.getProperty("user.home", "."));
    return Path.of(environmentOr("DIPTYCH_HOME", user + "/.diptych")).toAbsolutePath();
  }

  private String environmentOr(String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? otherwise : value;
  }
}
