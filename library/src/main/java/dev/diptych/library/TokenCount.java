package dev.diptych.library;

import dev.diptych.index.IndexSpec;
import java.util.Optional;

/**
 * How many tokens of a picture an index is to keep.
 *
 * @param budget a number, at least 1; empty for all
 */
public record TokenCount(Optional<Integer> budget) {

  /** As many as the model makes. */
  public static final TokenCount ALL = new TokenCount(Optional.empty());

  /** {@return this many} */
  public static TokenCount of(int budget) {
    return new TokenCount(Optional.of(budget));
  }

  /** {@return what {@link dev.diptych.index.IndexChoices#tokens} says} */
  static TokenCount parse(String tokens) {
    return tokens.equals("all") ? ALL : of(Integer.parseInt(tokens));
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
