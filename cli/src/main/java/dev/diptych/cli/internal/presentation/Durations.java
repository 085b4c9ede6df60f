package dev.diptych.cli.internal.presentation;

import dev.diptych.searcher.SearchNotation;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and writes times as people do: {@code 300ms}, {@code 1.5s}, {@code 2m}. */
public final class Durations implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    return SearchNotation.time(value.strip().toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a time with its unit such as 300ms, 2s or 1m, but was '%s'"
                        .formatted(value)));
  }

  /**
   * {@return a time in the unit that suits its size: {@code 85 ms}, {@code 3.2 s}, {@code 4:05}}
   */
  public static String text(Duration time) {
    double milliseconds = milliseconds(time);
    if (milliseconds < 1000) {
      return String.format(Locale.ROOT, "%.0f ms", milliseconds);
    }
    if (milliseconds < 120_000) {
      return String.format(Locale.ROOT, "%.1f s", milliseconds / 1000);
    }
    long seconds = time.toSeconds();
    return String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
  }

  /** {@return a time in milliseconds, to the microsecond} */
  public static double milliseconds(Duration time) {
    return Math.round(time.toNanos() / 1e3) / 1e3;
  }
}
