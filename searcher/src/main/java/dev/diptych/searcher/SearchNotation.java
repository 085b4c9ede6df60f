package dev.diptych.searcher;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people write the times, depths and thresholds of a search, on the command line and in
 * requests alike.
 */
public final class SearchNotation {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m)");
  private static final Pattern DEPTH = Pattern.compile("[0-9]{1,6}");

  private static final Pattern PROBABILITY = Pattern.compile("([0-9]{0,3}[.]?[0-9]{1,9})(%)?");

  private SearchNotation() {}

  /**
   * {@return a time with its unit, such as {@code 300ms}, {@code 1.5s} or {@code 2m}; empty for
   * anything else}
   */
  public static Optional<Duration> time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(matcher.group(1));
    double milliseconds =
        switch (matcher.group(2)) {
          case "ms" -> number;
          case "s" -> number * 1000;
          default -> number * 60_000;
        };
    return Optional.of(Duration.ofNanos(Math.round(milliseconds * 1e6)));
  }

  /**
   * {@return a number of candidates for the second stage, 0 for {@code off}, or {@code auto}; empty
   * for anything else}
   */
  public static Optional<Depth> rerankDepth(String text) {
    return switch (text) {
      case "auto" -> Optional.of(Depth.AUTO);
      case "off" -> Optional.of(Depth.of(0));
      default ->
          DEPTH.matcher(text).matches()
              ? Optional.of(Depth.of(Integer.parseInt(text)))
              : Optional.empty();
    };
  }

  /** {@return whether something is {@code on} or {@code off}; empty for anything else} */
  public static Optional<Boolean> onOrOff(String text) {
    return switch (text) {
      case "on" -> Optional.of(true);
      case "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /**
   * {@return a probability, such as {@code 0.4} or {@code 40%}, {@code off}, or {@code auto} for
   * the model's own; empty for anything else}
   */
  public static Optional<Threshold> threshold(String text) {
    return switch (text) {
      case "auto" -> Optional.of(Threshold.CALIBRATED);
      case "off" -> Optional.of(Threshold.OFF);
      default -> {
        Matcher matcher = PROBABILITY.matcher(text);
        yield matcher.matches()
            ? Optional.of(
                Threshold.of(
                    Double.parseDouble(matcher.group(1)) / (matcher.group(2) == null ? 1 : 100)))
            : Optional.empty();
      }
    };
  }
}
