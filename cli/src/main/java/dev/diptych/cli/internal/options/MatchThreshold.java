package dev.diptych.cli.internal.options;

import dev.diptych.searcher.SearchNotation;
import dev.diptych.searcher.Threshold;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a threshold: a probability, {@code auto} for the model's own, or {@code off} for none. */
public final class MatchThreshold implements ITypeConverter<Threshold> {

  @Override
  public Threshold convert(String value) {
    return SearchNotation.threshold(value.strip().toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a probability such as 0.4 or 40%%, auto or off, but was '%s'"
                        .formatted(value)));
  }
}
