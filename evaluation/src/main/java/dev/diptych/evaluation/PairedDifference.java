package dev.diptych.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How two settings differ in Recall@1 on the same queries, with the interval that holds 95 % of the
 * differences when queries are drawn again and again with replacement (paired bootstrap).
 *
 * @param first share of the first setting
 * @param second share of the second
 * @param low bound of the difference second - first
 * @param high bound of the difference
 */
public record PairedDifference(double first, double second, double low, double high) {

  private static final int DRAWS = 2000;
  private static final long SEED = 2026;

  /**
   * {@return the difference}
   *
   * @param first judged by one setting
   * @param second the same queries in the same order, judged by the other
   * @param depth candidates reranked; 0 is recall alone
   */
  public static PairedDifference atOne(
      List<JudgedQuery> first, List<JudgedQuery> second, int depth) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "both settings must have judged the same queries, but have %s and %s"
              .formatted(first.size(), second.size()));
    }
    int[] gain = new int[first.size()];
    long a = 0;
    long b = 0;
    for (int i = 0; i < gain.length; i++) {
      int before = RetrievalRecall.isFound(first.get(i), depth, 1) ? 1 : 0;
      int after = RetrievalRecall.isFound(second.get(i), depth, 1) ? 1 : 0;
      gain[i] = after - before;
      a += before;
      b += after;
    }
    double[] drawn = new double[DRAWS];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int draw = 0; draw < DRAWS; draw++) {
      long sum = 0;
      for (int i = 0; i < gain.length; i++) {
        sum += gain[random.nextInt(gain.length)];
      }
      drawn[draw] = (double) sum / gain.length;
    }
    Arrays.sort(drawn);
    double n = Math.max(1, gain.length);
    return new PairedDifference(
        a / n, b / n, drawn[DRAWS * 25 / 1000], drawn[DRAWS * 975 / 1000 - 1]);
  }

  /** {@return whether the interval leaves out 0, so that chance is no likely reason} */
  public boolean isClear() {
    return low > 0 || high < 0;
  }
}
