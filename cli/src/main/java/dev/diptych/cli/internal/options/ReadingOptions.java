package dev.diptych.cli.internal.options;

import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.library.ReadingChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether text in pictures is read, and by which models. */
public final class ReadingOptions {

  /** What stands for the models inside. */
  private static final String INSIDE = "";

  @Option(
      names = "--ocr",
      paramLabel = "MODELS",
      arity = "0..1",
      fallbackValue = INSIDE,
      preprocessor = OnlyAttached.class,
      description =
          "Read the text in pictures that these models have not looked at, so that it is found as"
              + " words. Without MODELS Chinese and English; else a folder with rec.onnx and"
              + " keys.txt for another language, or the name of one in ocr/ of the home folder. No"
              + " picture is encoded again for it.")
  private @Nullable String models;

  /** {@return what was chosen; empty where no text is to be read} */
  public Optional<ReadingChoice> choice(Invocation invocation) {
    if (models == null) {
      return Optional.empty();
    }
    if (models.equals(INSIDE)) {
      return Optional.of(ReadingChoice.STANDARD);
    }
    Path named = invocation.readers().resolve(models);
    return Optional.of(ReadingChoice.of(Files.isDirectory(named) ? named : Path.of(models)));
  }

  /** {@code --ocr PATH} names no models: only {@code --ocr=MODELS} does. */
  static final class OnlyAttached implements IParameterPreprocessor {

    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (" ".equals(info.get("separator"))) {
        args.push(INSIDE);
      }
      return false;
    }
  }
}
