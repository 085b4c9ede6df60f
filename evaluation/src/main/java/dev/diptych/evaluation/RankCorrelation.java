package dev.diptych.evaluation;

import java.util.Arrays;

/** How alike two lists of scores order the same things. Stateless and thread-safe. */
public final class RankCorrelation {

  private RankCorrelation() {}

  /**
   * Spearman's coefficient, from -1 to 1; equal scores share the mean of their places. 1 where one
   * of the lists orders nothing.
   *
   * <p>Costs time in proportion to the square of their number.
   *
   * @param as scores, {@code f64 [N]}
   * @param bs other scores of the same things, in the same order, {@code f64 [N]}
   */
  public static double of(double[] as, double[] bs) {
    double[] a = places(as);
    double[] b = places(bs);
    double mean = (a.length - 1) / 2.0;
    double together = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      together += (a[i] - mean) * (b[i] - mean);
      squaresOfA += (a[i] - mean) * (a[i] - mean);
      squaresOfB += (b[i] - mean) * (b[i] - mean);
    }
    double both = Math.sqrt(squaresOfA * squaresOfB);
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
