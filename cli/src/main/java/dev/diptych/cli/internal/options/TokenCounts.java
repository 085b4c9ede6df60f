package dev.diptych.cli.internal.options;

import dev.diptych.library.TokenCount;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of tokens, or {@code all}. */
public final class TokenCounts implements ITypeConverter<TokenCount> {

  @Override
  public TokenCount convert(String value) {
    String count = value.strip().toLowerCase(Locale.ROOT);
    if (count.equals("all")) {
      return TokenCount.ALL;
    }
    if (!count.matches("-?[0-9]{1,6}")) {
      throw new TypeConversionException(
          "expected a number of tokens or all, but was '%s'".formatted(value));
    }
    return TokenCount.of(Integer.parseInt(count));
  }
}
