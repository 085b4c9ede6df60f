package dev.diptych.searcher;

/**
 * How what was typed so far may go on.
 *
 * @param text all that would stand in the box
 * @param kind where it comes from
 * @param items how many items have it
 */
public record Suggestion(String text, Kind kind, int items) {

  /** Where a suggestion comes from. */
  public enum Kind {
    /** A word of captions, titles and tags. */
    WORD,
    /** A whole caption or title. */
    CAPTION,
    /** A tag. */
    TAG,
    /** The name of a folder. */
    FOLDER
  }
}
