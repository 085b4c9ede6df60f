package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.WordKind;
import dev.diptych.encoders.WordKind.Role;
import dev.diptych.encoders.internal.text.WordPieces;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One word of a text.
 *
 * @param place among the words, from 0
 * @param kind what kind of word it is; empty where nothing is known of it
 */
record Word(int place, WordPieces pieces, Optional<WordKind> kind) {

  /** Words of English captions that name nothing and say nothing of what another one names. */
  private static final Set<String> FUNCTION_WORDS =
      Set.of(
          "a",
          "an",
          "the",
          "this",
          "that",
          "these",
          "those",
          "it",
          "its",
          "his",
          "her",
          "their",
          "some",
          "of",
          "to",
          "in",
          "on",
          "at",
          "by",
          "for",
          "from",
          "with",
          "as",
          "into",
          "and",
          "or",
          "but",
          "no",
          "not",
          "is",
          "are",
          "was",
          "were",
          "be",
          "being",
          "there",
          "which",
          "who",
          "while",
          "picture",
          "image",
          "photo",
          "photograph");

  static Word of(int place, WordPieces pieces, Grounding grounding) {
    return new Word(place, pieces, grounding.kindOf(pieces.word()));
  }

  boolean is(Role role) {
    return kind.filter(known -> known.role() == role).isPresent();
  }

  /** {@return whether it can be looked for in a picture} */
  boolean hasPlace() {
    return kind.isPresent() || !FUNCTION_WORDS.contains(pieces.word().toLowerCase(Locale.ROOT));
  }

  /** {@return whether it ends a phrase that says something of it} */
  boolean isHead() {
    return is(Role.THING) || is(Role.GROUND);
  }

  /** {@return whether it stands right behind another, without a mark between} */
  boolean follows(Word other) {
    return other.pieces.tokens().getLast() + 1 == pieces.tokens().getFirst();
  }
}
