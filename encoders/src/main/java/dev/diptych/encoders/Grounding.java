package dev.diptych.encoders;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of where a model looks: belongs to one checkpoint and lies in its bundle, as {@code
 * grounding.json}.
 *
 * @param fittedOn what it was found on, in words
 * @param kinds kinds of words, each word in one of them only
 */
public record Grounding(String fittedOn, List<WordKind> kinds) {

  /** Nothing is known. */
  public static final Grounding NONE = new Grounding("", List.of());

  public Grounding {
    kinds = List.copyOf(kinds);
  }

  /** {@return the kind of a word, in any case} */
  public Optional<WordKind> kindOf(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return kinds.stream().filter(kind -> kind.words().contains(lower)).findFirst();
  }
}
