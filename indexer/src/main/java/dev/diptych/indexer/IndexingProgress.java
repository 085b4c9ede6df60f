package dev.diptych.indexer;

import java.time.Duration;

/**
 * How far a run has come.
 *
 * @param stage what it is doing
 * @param done how many sources of this stage are done
 * @param total how many there are, -1 while that is not known; may grow, since a file can hold
 *     several texts
 * @param elapsed time spent in this stage
 */
public record IndexingProgress(Stage stage, long done, long total, Duration elapsed) {

  /** What a run does, in this order; texts are compared after the pictures are done. */
  public enum Stage {
    /** Listing folders and reading caption files for the pictures they name. */
    CRAWL,
    /** Comparing contents with those of sources that are gone, and moving items to new sources. */
    COMPARE,
    /** Decoding and encoding pictures. */
    IMAGES,
    /** Fetching and encoding pictures of the web. */
    REMOTE,
    /** Encoding texts. */
    TEXTS,
    /** Removing what is gone. */
    REMOVE,
    /** Reading text in pictures. */
    TEXT_IN_PICTURES,
    /** Writing captions of pictures. */
    CAPTIONS
  }

  /** {@return sources per second in this stage, 0 where no time has passed} */
  public double perSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? done / seconds : 0;
  }
}
