package dev.diptych.cli.internal.options;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.indexer.CaptionBudget;
import dev.diptych.indexer.CaptionEndpoint;
import dev.diptych.library.CaptionChoice;
import dev.diptych.searcher.SearchNotation;
import java.util.Locale;
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

  private static final String KEY = "DIPTYCH_CAPTIONER_KEY";
  private static final String OPENAI_KEY = "OPENAI_API_KEY";

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
      paramLabel = "NAME|URL#MODEL",
      description =
          "Model that writes captions (default: the index's own, where it can); with an address, a"
              + " vision-language model there that speaks OpenAI's API, to which the pictures are"
              + " sent, with the key in DIPTYCH_CAPTIONER_KEY. What another one wrote before is"
              + " replaced.")
  private @Nullable String captioner;

  @Option(
      names = "--caption-budget",
      paramLabel = "N|TIME",
      description =
          "Write captions of N pictures at most in this run, or for a time such as 30m; the next"
              + " run goes on (default: no limit).")
  private @Nullable String budget;

  /**
   * {@return what was chosen; empty where no captions are to be written}
   *
   * @param environment where the key of a captioner on the network is
   */
  public Optional<CaptionChoice> choice(Map<String, String> environment) {
    if (count == null) {
      requireNone("--captioner", captioner);
      requireNone("--caption-budget", budget);
      return Optional.empty();
    }
    CaptionChoice choice = CaptionChoice.of(count).withBudget(budget());
    if (captioner == null) {
      return Optional.of(choice);
    }
    return Optional.of(
        CaptionEndpoint.isEndpoint(captioner)
            ? choice.withEndpoint(CaptionEndpoint.of(captioner, key(captioner, environment)))
            : choice.withCaptioner(captioner));
  }

  private static void requireNone(String option, @Nullable String value) {
    if (value != null) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s says how captions are written, but none are asked for; add --caption"
              .formatted(option));
    }
  }

  /** A key that other programs are given goes to the one host that it is for. */
  private static Optional<String> key(String captioner, Map<String, String> environment) {
    String own = environment.getOrDefault(KEY, "");
    boolean openAi = captioner.startsWith("https://api.openai.com/");
    String key = own.isBlank() && openAi ? environment.getOrDefault(OPENAI_KEY, "") : own;
    return key.isBlank() ? Optional.empty() : Optional.of(key);
  }

  private CaptionBudget budget() {
    String text = budget == null ? "" : budget.strip();
    if (text.isEmpty()) {
      return CaptionBudget.UNBOUNDED;
    }
    if (text.matches("[0-9]{1,12}")) {
      return CaptionBudget.ofPictures(Long.parseLong(text));
    }
    return SearchNotation.time(text.toLowerCase(Locale.ROOT))
        .map(CaptionBudget::ofTime)
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INVALID_REQUEST,
                    "--caption-budget is a number of pictures or a time with its unit, such as 500 or 30m, but was '%s'"
                        .formatted(text)));
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
