package dev.diptych.evaluation;

import dev.diptych.scenes.Colour;
import dev.diptych.scenes.Shape;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ways to say what a caption of a scene says, as people do who do not know how captions are
 * written. A search must not take them for nonsense.
 */
public enum Rewording {
  /** "a red circle above a blue square". */
  CAPTION("as captions are"),
  /** "red circle above blue square". */
  BRIEF("articles left out"),
  /** "red circle, blue square". */
  LIST("things with commas"),
  /** "the red circle above the blue square". */
  DEFINITE("the for a"),
  /** "show me a red circle above a blue square". */
  WISH("show me ..."),
  /** "is there a red circle above a blue square?". */
  QUESTION("is there ...?"),
  /** "a circle that is red above a square that is blue". */
  BEHIND("a circle that is red"),
  /** "on a white background, a red circle"; a caption without a ground stays as it is. */
  GROUND_FIRST("the ground first");

  private static final Pattern THING =
      Pattern.compile(
          "\\b(%s) (%s)\\b"
              .formatted(
                  oneOf(Colour.values(), Colour::word),
                  oneOf(Shape.values(), shape -> shape.word() + "|" + shape.plural())));

  private static final Pattern GROUND = Pattern.compile("(.*) (on a \\w+ background)");

  private final String words;

  Rewording(String words) {
    this.words = words;
  }

  private static <T> String oneOf(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).collect(Collectors.joining("|"));
  }

  /** {@return what to call it} */
  public String words() {
    return words;
  }

  /** {@return a caption's words, said so} */
  public String of(String caption) {
    return switch (this) {
      case CAPTION -> caption;
      case BRIEF -> caption.replaceAll("\\b(an?|the) ", "");
      case LIST -> caption.replaceAll(" and ", ", ").replaceAll("\\b(an?|the) ", "");
      case DEFINITE -> caption.replaceAll("\\ban?\\b", "the");
      case WISH -> "show me " + caption;
      case QUESTION -> "is there " + caption.replaceFirst("^there is ", "") + "?";
      case BEHIND -> THING.matcher(caption).replaceAll("$2 that is $1");
      case GROUND_FIRST -> {
        Matcher matcher = GROUND.matcher(caption);
        yield matcher.matches() ? matcher.group(2) + ", " + matcher.group(1) : caption;
      }
    };
  }
}
