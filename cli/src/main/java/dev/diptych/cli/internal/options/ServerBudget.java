package dev.diptych.cli.internal.options;

import dev.diptych.cli.internal.presentation.Durations;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the bound on time budgets of a server: a time, or {@code off} for none, which is zero. */
public final class ServerBudget implements ITypeConverter<Duration> {

  /** What a server gives a search unless told otherwise. */
  public static final Duration DEFAULT = Duration.ofSeconds(10);

  @Override
  public Duration convert(String value) {
    if (value.strip().toLowerCase(Locale.ROOT).equals("off")) {
      return Duration.ZERO;
    }
    Duration budget = new Durations().convert(value);
    if (!budget.isPositive()) {
      throw new TypeConversionException(
          "expected a positive time such as 10s, or off, but was '%s'".formatted(value));
    }
    return budget;
  }
}
