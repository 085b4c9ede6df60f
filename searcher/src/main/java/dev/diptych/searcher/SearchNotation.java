package dev.diptych.searcher;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write the times and depths of a search, on the command line and in requests alike. */
public final class SearchNotation {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m)");
  private static final Pattern DEPTH = Pattern.compile("[0-9]{1,6}");

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
   * {@return a number of candidates for the second stage, or 0 for {@code off}; empty for anything
   * else}
   */
  public static OptionalInt rerankDepth(String text) {
    if (text.equals("off")) {
      return OptionalInt.of(0);
    }
    return DEPTH.matcher(text).matches()
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
