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
  private final Optional<Making> making;

  /** What an index that is made for this holds, in a temporary folder. */
  private record Making(Path folder, UpdateRequest request) {}

  private EvaluationIndex(DiptychIndex index, Optional<Making> making) {
    this.index = index;
    this.making = making;
  }

  /**
   * {@return an index that is there}
   *
   * @throws DiptychException NOT_FOUND where there is none
   */
  public static EvaluationIndex existing(Diptych diptych, Path folder) {
    DiptychIndex index = diptych.index(folder);
    boolean readable = false;
    try {
      index.folder().spec();
      readable = true;
    } finally {
      if (!readable) {
        index.close();
      }
    }
    return new EvaluationIndex(index, Optional.empty());
  }

  /**
   * {@return an empty index in the temporary folder, which {@link #fill} fills}
   *
   * @param paths of pictures and their caption file
   * @throws DiptychException whatever the choice asks for that cannot be had
   */
  public static EvaluationIndex made(Diptych diptych, List<Path> paths, SpecChoice choice) {
    Path folder;
    try {
      folder = Files.createTempDirectory("diptych-eval-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Making making = new Making(folder, UpdateRequest.of(paths).withChoice(choice));
    EvaluationIndex made = new EvaluationIndex(diptych.index(folder), Optional.of(making));
    boolean possible = false;
    try {
      made.index.makeIfMissing(choice);
      possible = true;
    } finally {
      if (!possible) {
        made.close();
      }
    }
    return made;
  }

  /** {@return whether it is made for this, so that it must be filled and will be deleted} */
  public boolean isMadeHere() {
    return making.isPresent();
  }

  /** Encodes all that an index made for this is to hold. */
  public void fill() {
    index.update(making.orElseThrow().request());
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
    making.map(Making::folder).ifPresent(EvaluationIndex::delete);
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
