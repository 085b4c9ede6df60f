package dev.diptych.encoders;

import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of words whose heads are to be found.
 *
 * @param name what people call such words: {@code colour}
 * @param role what such a word does in a phrase
 * @param groups the words, lower case; those of one group say the same, in the same order of forms:
 *     {@code [[circle, circles], [square, squares]]}
 * @param general further words of the kind, true of whatever the others are true of: {@code shape}
 */
public record KindWords(
    String name, WordKind.Role role, List<List<String>> groups, List<String> general) {

  public KindWords {
    groups = groups.stream().map(List::copyOf).toList();
    general = List.copyOf(general);
  }

  /** {@return all words} */
  public List<String> words() {
    return Stream.concat(groups.stream().flatMap(List::stream), general.stream()).toList();
  }
}
