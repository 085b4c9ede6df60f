package dev.diptych.encoders.internal.facts;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as metadata write them: EXIF {@code 2024:06:03 12:30:00}, XMP {@code
 * 2024-06-03T12:30:00+02:00} or {@code 2024-06}, IPTC {@code 20240603} and {@code 123000+0200}. The
 * clock's time is what counts: an offset from UTC is left out, never reckoned in.
 */
final class LocalTimes {

  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4})(?:[:./-]?([0-9]{1,2})(?:[:./-]?([0-9]{1,2})(?:[T ]{1,4}([0-9]{1,2}):?([0-9]{2})(?::?([0-9]{2}))?)?)?)?(?:[^0-9].{0,40})?");
  private static final int LEAST_YEAR = 1800;
  private static final int MOST_YEAR = 2200;

  private LocalTimes() {}

  /** {@return the time; empty for what is none, such as zeros} */
  static Optional<LocalDateTime> parse(@Nullable String text) {
    Matcher time = TIME.matcher(text == null ? "" : text.strip());
    if (!time.matches()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(time.group(1));
    if (year < LEAST_YEAR || year > MOST_YEAR) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
              year,
              number(time.group(2), 1),
              number(time.group(3), 1),
              number(time.group(4), 0),
              number(time.group(5), 0),
              Math.min(59, number(time.group(6), 0)))); // a leap second
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(@Nullable String digits, int without) {
    return digits == null ? without : Integer.parseInt(digits);
  }
}
