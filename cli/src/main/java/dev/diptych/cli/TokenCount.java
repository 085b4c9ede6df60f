package dev.diptych.cli;

import dev.diptych.index.IndexSpec;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many tokens of a picture an index is to keep.
 *
 * @param budget a number; empty for all
 */
record TokenCount(Optional<Integer> budget) {

  static final TokenCount ALL = new TokenCount(Optional.empty());

  /** Reads a number of tokens, or {@code all}. */
  static final class Converter implements ITypeConverter<TokenCount> {

    @Override
    public TokenCount convert(String value) {
      String count = value.strip().toLowerCase(Locale.ROOT);
      if (count.equals("all")) {
        return ALL;
      }
      if (!count.matches("-?[0-9]{1,6}")) {
        throw new TypeConversionException(
            "expected a number of tokens or all, but was '%s'".formatted(value));
      }
      return new TokenCount(Optional.of(Integer.parseInt(count)));
    }
  }

  /** {@return what {@link dev.diptych.index.IndexChoices#tokens} says} */
  static TokenCount parse(String tokens) {
    return tokens.equals("all") ? ALL : new TokenCount(Optional.of(Integer.parseInt(tokens)));
  }

  /**
   * {@return a spec that keeps so many}
   *
   * @throws dev.diptych.core.DiptychException INVALID_REQUEST when the model makes fewer
   */
  IndexSpec on(IndexSpec spec) {
    return budget.map(spec::withTokens).orElse(spec);
  }
}
