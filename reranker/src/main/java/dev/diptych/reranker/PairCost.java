package dev.diptych.reranker;

/**
 * What one pair was last seen to cost, carried from chunk to chunk and from query to query, so that
 * a time budget is met by making the next chunk smaller rather than by stopping late.
 *
 * <p>The last chunk alone counts: it was measured under the load that the next one will meet. Time
 * spent waiting for the turns of other searches is no part of it: how many share the encoder is
 * known, and said better by {@link Turns}. Threads overwrite each other's measurement; every value
 * is one that was seen.
 */
final class PairCost {

  /** Pairs to try under a time budget while nothing has been measured yet. */
  private static final int FIRST_TRY = 2;

  private volatile long nanosPerPair;

  /** {@return how many pairs fit into the time left: at least 0, at most {@code most}} */
  int pairsWithin(long nanosLeft, int most) {
    long cost = nanosPerPair;
    if (nanosLeft <= 0) {
      return 0;
    }
    if (cost <= 0) {
      return Math.min(FIRST_TRY, most);
    }
    return (int) Math.min(most, nanosLeft / cost);
  }

  /** {@return what a pair was last seen to cost, 0 while nothing has been measured} */
  long nanosPerPair() {
    return nanosPerPair;
  }

  void observe(long nanos, int pairs) {
    nanosPerPair = Math.max(1, nanos / pairs);
  }
}
