package dev.diptych.indexer;

/**
 * What became of the captions that a model wrote in a run.
 *
 * @param pictures pictures that it wrote captions of; copies count once
 * @param kept captions that are in the index now
 * @param rejected captions that ITM did not find to fit
 * @param alike captions that fit, and say what another one of their picture says already
 * @param unread pictures that captions could not be written of: their file, which had to be read
 *     again, is gone, has changed or cannot be decoded
 * @param encodedAgain whether pictures had to be read and encoded for it, since the index does not
 *     keep what the captioner looks at
 */
public record GeneratedCounts(
    long pictures, long kept, long rejected, long alike, long unread, boolean encodedAgain) {

  /** No captions were asked for, or all pictures had theirs. */
  public static final GeneratedCounts NONE = new GeneratedCounts(0, 0, 0, 0, 0, false);

  /** {@return both together} */
  public GeneratedCounts plus(GeneratedCounts other) {
    return new GeneratedCounts(
        pictures + other.pictures,
        kept + other.kept,
        rejected + other.rejected,
        alike + other.alike,
        unread + other.unread,
        encodedAgain || other.encodedAgain);
  }
}
