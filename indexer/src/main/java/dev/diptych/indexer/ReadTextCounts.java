package dev.diptych.indexer;

/**
 * In how many pictures a run looked for text.
 *
 * @param pictures pictures that were looked at; copies count once
 * @param withText those in which there was some
 * @param unread pictures that could not be looked at: their file is gone, has changed or cannot be
 *     decoded
 */
public record ReadTextCounts(long pictures, long withText, long unread) {

  /** No text was asked for, or all pictures had been looked at. */
  public static final ReadTextCounts NONE = new ReadTextCounts(0, 0, 0);

  /** {@return both together} */
  public ReadTextCounts plus(ReadTextCounts other) {
    return new ReadTextCounts(
        pictures + other.pictures, withText + other.withText, unread + other.unread);
  }
}
