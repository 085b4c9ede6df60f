package dev.diptych.benchmarks.recall;

import java.util.List;

/**
 * How much is measured at one number of vectors: more queries where they take little time, more
 * effort where the nearest are harder to find.
 *
 * @param size vectors
 * @param queries how many are asked
 * @param rounds how often each is asked
 * @param efforts ascending, {@link Engine#answer}
 * @param formats what of Lucene is measured too
 */
record Scale(
    int size, int queries, int rounds, List<Integer> efforts, List<LuceneFormats> formats) {

  private static final int HUGE = 500_000;
  private static final int LARGE = 50_000;

  static Scale of(int size, boolean quick) {
    if (quick) {
      return new Scale(size, 10, 1, List.of(100, 200), List.of(LuceneFormats.FLOAT));
    }
    if (size >= HUGE) {
      return new Scale(
          size, 200, 1, List.of(1000, 2000, 3000, 4000, 5000, 6500), List.of(LuceneFormats.FLOAT));
    }
    if (size >= LARGE) {
      return new Scale(
          size,
          500,
          3,
          List.of(100, 200, 400, 600, 800, 1000, 1400),
          List.of(LuceneFormats.values()));
    }
    return new Scale(
        size, 1000, 3, List.of(100, 150, 200, 300, 400), List.of(LuceneFormats.values()));
  }
}
