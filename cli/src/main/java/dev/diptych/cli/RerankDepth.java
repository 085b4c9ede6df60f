package dev.diptych.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rerank depth: a number of candidates, or {@code off} for none. */
final class RerankDepth implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    String depth = value.strip().toLowerCase(Locale.ROOT);
    if (depth.equals("off")) {
      return 0;
    }
    if (!depth.matches("[0-9]{1,6}")) {
      throw new TypeConversionException(
          "expected a number of candidates or off, but was '%s'".formatted(value));
    }
    return Integer.parseInt(depth);
  }
}
