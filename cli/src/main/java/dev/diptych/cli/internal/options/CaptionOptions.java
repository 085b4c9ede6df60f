package dev.diptych.cli.internal.options;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.CaptionChoice;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether captions are written of pictures, how many, and by which model. */
public final class CaptionOptions {

  @Option(
      names = "--caption",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "" + CaptionChoice.USUAL,
      preprocessor = OnlyAttached.class,
      description =
          "Write N captions of each picture that has none by this model (default: 3, at most 20);"
              + " those that do not fit the picture, and those that repeat another, are dropped."
              + " No picture is encoded again for it where the index keeps its features.")
  private @Nullable Integer count;

  @Option(
      names = "--captioner",
      paramLabel = "NAME",
      description =
          "Model that writes captions (default: the index's own, where it can). What another one"
              + " wrote before is replaced.")
  private @Nullable String captioner;

  /** {@return what was chosen; empty where no captions are to be written} */
  public Optional<CaptionChoice> choice() {
    if (count == null) {
      if (captioner != null) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "--captioner %s says who writes captions, but none are asked for; add --caption"
                .formatted(captioner));
      }
      return Optional.empty();
    }
    return Optional.of(new CaptionChoice(count, Optional.ofNullable(captioner)));
  }

  /** {@code --caption PATH} is no number of captions: only {@code --caption=N} is. */
  static final class OnlyAttached implements IParameterPreprocessor {

    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (" ".equals(info.get("separator"))) {
        args.push(String.valueOf(CaptionChoice.USUAL));
      }
      return false;
    }
  }
}
