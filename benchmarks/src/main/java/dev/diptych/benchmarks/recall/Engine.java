package dev.diptych.benchmarks.recall;

import java.io.IOException;

/** Something that finds nearest vectors, built and ready. Answers on one thread. */
interface Engine extends AutoCloseable {

  /** {@return what tables call it} */
  String name();

  /** {@return how long building took, on as many threads as it is made to use here} */
  double buildSeconds();

  /** {@return bytes on disk} */
  long bytes();

  /**
   * Answers all queries, one after the other.
   *
   * @param effort how many of the nearest seen a walk keeps, at least {@link Truth#DEPTH}; 0 for
   *     what the engine itself takes
   */
  Answers answer(int effort) throws IOException;

  @Override
  void close() throws IOException;

  /** What was found, and how long it took. */
  final class Answers {

    private final int[][] found;
    private final double millisPerQuery;

    /**
     * Answers to all queries.
     *
     * @param found numbers of vectors by query, best first
     * @param millisPerQuery the mean
     */
    Answers(int[][] found, double millisPerQuery) {
      this.found = found;
      this.millisPerQuery = millisPerQuery;
    }

    int[][] found() {
      return found;
    }

    double millisPerQuery() {
      return millisPerQuery;
    }
  }
}
