package dev.diptych.cli.internal.options;

import dev.diptych.searcher.SearchNotation;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rerank depth: a number of candidates, or {@code off} for none. */
public final class RerankDepth implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    return SearchNotation.rerankDepth(value.strip().toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a number of candidates or off, but was '%s'".formatted(value)));
  }
}
