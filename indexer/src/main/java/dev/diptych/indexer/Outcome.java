package dev.diptych.indexer;

/** What became of one source. Every source of a run has exactly one outcome. */
public enum Outcome {
  /** Encoded in this run: new, or its content changed. */
  INDEXED,
  /**
   * In the index without being encoded: unchanged, touched, renamed, moved, or equal in content to
   * another item whose vector it shares.
   */
  REUSED,
  /**
   * Known from an earlier run, and gone: the file, or the row of a caption file, is no longer
   * there. A source that was renamed or moved is not removed: it is reused under its new name. One
   * that was renamed over another is: the other's item was lost, and the old name is where it
   * shows.
   */
  REMOVED,
  /**
   * Not in the index, for the reason given; or left in the index as it was, where the file could
   * not be read at all, or is missing in a way that leaves its deletion in doubt.
   */
  SKIPPED
}
