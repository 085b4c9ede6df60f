package dev.diptych.indexer;

/**
 * How many sources had which outcome.
 *
 * @param seen sources accounted for, counted on its own
 * @param indexed encoded in this run
 * @param reused in the index without being encoded
 * @param removed known from an earlier run, and gone
 * @param skipped not indexed, each for a reason
 */
public record SourceCounts(long seen, long indexed, long reused, long removed, long skipped) {

  /** No source at all. */
  public static final SourceCounts NONE = new SourceCounts(0, 0, 0, 0, 0);

  /** {@return these counts with one more source of this outcome} */
  SourceCounts and(Outcome outcome) {
    return new SourceCounts(
        seen + 1,
        indexed + (outcome == Outcome.INDEXED ? 1 : 0),
        reused + (outcome == Outcome.REUSED ? 1 : 0),
        removed + (outcome == Outcome.REMOVED ? 1 : 0),
        skipped + (outcome == Outcome.SKIPPED ? 1 : 0));
  }

  /** {@return the sums of these counts and others} */
  SourceCounts plus(SourceCounts other) {
    return new SourceCounts(
        seen + other.seen,
        indexed + other.indexed,
        reused + other.reused,
        removed + other.removed,
        skipped + other.skipped);
  }
}
