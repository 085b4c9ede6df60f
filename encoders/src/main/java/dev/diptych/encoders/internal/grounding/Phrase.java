package dev.diptych.encoders.internal.grounding;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Words that are one thing, or one word alone.
 *
 * @param words at least one, in order; the thing itself, where it is known, is the last
 */
record Phrase(List<Word> words) {

  Phrase {
    words = List.copyOf(words);
  }

  /** {@return what the other words say something of} */
  Optional<Word> head() {
    return Optional.of(words.getLast()).filter(Word::isHead);
  }

  String text() {
    return words.stream().map(word -> word.pieces().word()).collect(Collectors.joining(" "));
  }
}
