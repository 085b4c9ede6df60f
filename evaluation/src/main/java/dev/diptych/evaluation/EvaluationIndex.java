package dev.diptych.evaluation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.FeatureFormat;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.TokenCount;
import dev.diptych.library.UpdateRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** An index to be measured: one that is there, or one that is made for it and then deleted. */
public final class EvaluationIndex implements AutoCloseable {

  private final DiptychIndex index;
  private final Optional<Path> temporary;

  private EvaluationIndex(DiptychIndex index, Optional<Path> temporary) {
    this.index = index;
    this.temporary = temporary;
  }

  /** {@return an index that is there} */
  public static EvaluationIndex existing(Diptych diptych, Path folder) {
    return new EvaluationIndex(diptych.index(folder), Optional.empty());
  }

  /**
   * Makes an index in the temporary folder; costs encoding all of it.
   *
   * @param paths of pictures and their caption file
   */
  public static EvaluationIndex made(Diptych diptych, List<Path> paths, SpecChoice choice) {
    Path folder;
    try {
      folder = Files.createTempDirectory("diptych-eval-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    EvaluationIndex made = new EvaluationIndex(diptych.index(folder), Optional.of(folder));
    boolean whole = false;
    try {
      made.index.update(UpdateRequest.of(paths).withChoice(choice));
      whole = true;
    } finally {
      if (!whole) {
        made.close();
      }
    }
    return made;
  }

  /**
   * {@return what a setting such as {@code model=NAME,tokens=144,features=int8} chooses}
   *
   * @throws DiptychException INVALID_REQUEST for anything else
   */
  public static SpecChoice choice(String settings) {
    SpecChoice choice = SpecChoice.DEFAULT;
    for (String setting : settings.isBlank() ? new String[0] : settings.split(",", -1)) {
      String[] parts = setting.strip().split("=", 2);
      String value = parts.length == 2 ? parts[1] : "";
      choice =
          switch (parts[0]) {
            case "model" -> choice.withModel(value);
            case "reranker" -> choice.withReranker(value);
            case "features" -> choice.withFeatures(features(value));
            case "tokens" -> choice.withTokens(tokens(value));
            default -> throw unknown(setting);
          };
    }
    return choice;
  }

  private static FeatureFormat features(String name) {
    return Arrays.stream(FeatureFormat.values())
        .filter(format -> format.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> unknown("features=" + name.toLowerCase(Locale.ROOT)));
  }

  private static TokenCount tokens(String count) {
    if (count.equals("all")) {
      return TokenCount.ALL;
    }
    try {
      return TokenCount.of(Integer.parseInt(count));
    } catch (NumberFormatException e) {
      throw unknown("tokens=" + count);
    }
  }

  private static DiptychException unknown(String setting) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "a setting to measure is model=NAME, reranker=NAME, features=int8|f16|f32|none or tokens=N|all, but one was \"%s\""
            .formatted(setting));
  }

  /** {@return the index} */
  public DiptychIndex index() {
    return index;
  }

  /** Closes it, and deletes it where it was made here. */
  @Override
  public void close() {
    index.close();
    temporary.ifPresent(EvaluationIndex::delete);
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
