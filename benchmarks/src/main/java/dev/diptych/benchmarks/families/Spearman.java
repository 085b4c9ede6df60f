package dev.diptych.benchmarks.families;

import java.util.Arrays;

/** How alike two lists of scores order the same things. */
final class Spearman {

  private Spearman() {}

  /**
   * Spearman's coefficient, from -1 to 1; equal scores share the mean of their places. 1 where one
   * of the lists orders nothing.
   *
   * @param as scores
   * @param bs other scores of the same things
   */
  static double of(double[] as, double[] bs) {
    double[] a = places(as);
    double[] b = places(bs);
    double mean = (a.length - 1) / 2.0;
    double together = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      together += (a[i] - mean) * (b[i] - mean);
      ofA += (a[i] - mean) * (a[i] - mean);
      ofB += (b[i] - mean) * (b[i] - mean);
    }
    double both = Math.sqrt(ofA * ofB);
    return both == 0 ? 1 : together / both;
  }

  private static double[] places(double[] scores) {
    return Arrays.stream(scores)
        .map(
            score -> {
              long below = Arrays.stream(scores).filter(other -> other < score).count();
              long equal = Arrays.stream(scores).filter(other -> other == score).count();
              return below + (equal - 1) / 2.0;
            })
        .toArray();
  }
}
