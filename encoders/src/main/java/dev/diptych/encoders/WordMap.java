package dev.diptych.encoders;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a word, or several that belong together, is in a picture.
 *
 * @param words as they were written
 * @param kind what kind of word the model is known to read it as, such as "colour"; "phrase" for
 *     several words; "word" where nothing is known of it
 * @param finding whether it is there
 * @param presence how likely what the word says is in the picture, in [0, 1]; empty where the model
 *     does not say
 * @param map where it looks; empty where it has no place, and present where it was not found, too:
 *     then it shows where the model looked for it
 */
public record WordMap(
    String words, String kind, Finding finding, OptionalDouble presence, Optional<HeatMap> map) {

  /** Whether a word is in a picture. */
  public enum Finding {
    /** It is there. */
    FOUND,
    /** It is in no place. */
    NOT_FOUND,
    /** A word such as "a" or "of", which names nothing that has a place. */
    NO_PLACE,
    /** The map shows where the word looked; whether it is there, this model does not say. */
    UNKNOWN
  }
}
