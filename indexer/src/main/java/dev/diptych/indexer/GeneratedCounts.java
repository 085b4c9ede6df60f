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
 * @param unanswered pictures of which a captioner on the network gave no usable answer
 * @param left pictures that are left for the next run, since the budget was used up or the
 *     captioner failed
 * @param failure why the captioner was given up, in a sentence without a full stop; empty where it
 *     was not
 */
public record GeneratedCounts(
    long pictures,
    long kept,
    long rejected,
    long alike,
    long unread,
    boolean encodedAgain,
    long unanswered,
    long left,
    String failure) {

  /** No captions were asked for, or all pictures had theirs. */
  public static final GeneratedCounts NONE = new GeneratedCounts(0, 0, 0, 0, 0, false, 0, 0, "");

  /** {@return the counts of pictures that captions were written of} */
  public static GeneratedCounts written(long pictures, long kept, long rejected, long alike) {
    return new GeneratedCounts(pictures, kept, rejected, alike, 0, false, 0, 0, "");
  }

  /** {@return these, of a run in which pictures were encoded again, or not} */
  public GeneratedCounts withEncodedAgain(boolean again) {
    return new GeneratedCounts(
        pictures, kept, rejected, alike, unread, again, unanswered, left, failure);
  }

  /** {@return these, with so many pictures that no captions were written of} */
  public GeneratedCounts without(long unreadPictures, long unansweredPictures) {
    return new GeneratedCounts(
        pictures,
        kept,
        rejected,
        alike,
        unread + unreadPictures,
        encodedAgain,
        unanswered + unansweredPictures,
        left,
        failure);
  }

  /** {@return these, of a captioner that was given up for this reason; empty for none} */
  public GeneratedCounts withFailure(String why) {
    return new GeneratedCounts(
        pictures, kept, rejected, alike, unread, encodedAgain, unanswered, left, why);
  }

  /** {@return these, at the end of a run that so many pictures waited for} */
  public GeneratedCounts withLeft(long due) {
    return new GeneratedCounts(
        pictures,
        kept,
        rejected,
        alike,
        unread,
        encodedAgain,
        unanswered,
        due - pictures - unread - unanswered,
        failure);
  }

  /** {@return both together} */
  public GeneratedCounts plus(GeneratedCounts other) {
    return new GeneratedCounts(
        pictures + other.pictures,
        kept + other.kept,
        rejected + other.rejected,
        alike + other.alike,
        unread + other.unread,
        encodedAgain || other.encodedAgain,
        unanswered + other.unanswered,
        left + other.left,
        failure + other.failure);
  }
}
