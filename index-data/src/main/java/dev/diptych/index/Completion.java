package dev.diptych.index;

/**
 * How something that was begun may go on, in the words of an index.
 *
 * @param text all of it, as the index has it
 * @param items how many items have it
 * @param everywhere whether all items have it, so that it tells none apart
 */
public record Completion(String text, int items, boolean everywhere) {

  /** What is completed. */
  public enum Kind {
    /** A word of captions, titles and tags; in lower case. */
    WORD,
    /** A caption or title of at most 80 characters. */
    CAPTION,
    /** A tag. */
    TAG,
    /** The name of a folder. */
    FOLDER
  }
}
