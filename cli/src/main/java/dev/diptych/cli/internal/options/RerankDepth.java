package dev.diptych.cli.internal.options;

import dev.diptych.searcher.Depth;
import dev.diptych.searcher.SearchNotation;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rerank depth: a number of candidates, {@code off} for none, or {@code auto}. */
public final class RerankDepth implements ITypeConverter<Depth> {

  @Override
  public Depth convert(String value) {
    return SearchNotation.rerankDepth(value.strip().toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a number of candidates, auto or off, but was '%s'".formatted(value)));
  }
}
