package dev.diptych.searcher;

import dev.diptych.core.Condition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people write when a picture was taken: {@code 2024}, {@code 2024-06}, {@code 2024-06-03}; two
 * of these with {@code ..} between, either of which may be left out, the last one included; {@code
 * last 30 days} (also weeks, months, years; today is one of the days), {@code today}, {@code
 * yesterday}. Blanks in these may be left out: {@code last30days}. There are no time zones: clocks
 * are compared with clocks.
 */
final class DateNotation {

  private static final Pattern DATE =
      Pattern.compile("([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?");
  private static final Pattern LAST =
      Pattern.compile("last ?([0-9]{0,4}) ?(day|week|month|year)s?");

  private DateNotation() {}

  /** A run of days, the last of which is not one of them. */
  private record Days(LocalDate from, LocalDate until) {}

  static Condition.Taken parse(String value, LocalDate today) {
    String text = value.toLowerCase(Locale.ROOT).strip();
    int dots = text.indexOf("..");
    try {
      if (dots < 0) {
        Days days = days(text, today);
        return taken(Optional.of(days.from()), Optional.of(days.until()));
      }
      String first = text.substring(0, dots).strip();
      String last = text.substring(dots + 2).strip();
      if (first.isEmpty() && last.isEmpty()) {
        throw wrong(value);
      }
      return taken(
          first.isEmpty() ? Optional.empty() : Optional.of(days(first, today).from()),
          last.isEmpty() ? Optional.empty() : Optional.of(days(last, today).until()));
    } catch (DateTimeException e) {
      throw wrong(value);
    }
  }

  private static Condition.Taken taken(Optional<LocalDate> from, Optional<LocalDate> until) {
    return new Condition.Taken(from.map(DateNotation::midnight), until.map(DateNotation::midnight));
  }

  private static LocalDateTime midnight(LocalDate day) {
    return day.atTime(LocalTime.MIDNIGHT);
  }

  private static Days days(String text, LocalDate today) {
    LocalDate tomorrow = today.plusDays(1);
    if (text.equals("today")) {
      return new Days(today, tomorrow);
    }
    if (text.equals("yesterday")) {
      return new Days(today.minusDays(1), today);
    }
    Matcher last = LAST.matcher(text);
    if (last.matches()) {
      int count = last.group(1).isEmpty() ? 1 : Integer.parseInt(last.group(1));
      return new Days(
          switch (last.group(2)) {
            case "day" -> tomorrow.minusDays(count);
            case "week" -> tomorrow.minusWeeks(count);
            case "month" -> tomorrow.minusMonths(count);
            default -> tomorrow.minusYears(count);
          },
          tomorrow);
    }
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      throw wrong(text);
    }
    int year = Integer.parseInt(date.group(1));
    if (date.group(2) == null) {
      return new Days(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
    }
    int month = Integer.parseInt(date.group(2));
    if (date.group(3) == null) {
      LocalDate first = LocalDate.of(year, month, 1);
      return new Days(first, first.plusMonths(1));
    }
    LocalDate day = LocalDate.of(year, month, Integer.parseInt(date.group(3)));
    return new Days(day, day.plusDays(1));
  }

  private static RuntimeException wrong(String value) {
    return ConditionNotation.invalid(
        "taken takes a date, such as 2024, 2024-06, 2024-06-03, 2023..2024 or \"last 30 days\", but was \"%s\""
            .formatted(value));
  }
}
