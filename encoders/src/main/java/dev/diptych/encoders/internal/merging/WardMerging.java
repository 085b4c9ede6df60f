package dev.diptych.encoders.internal.merging;

/**
 * Groups the rows of a matrix until a given number of groups is left, always uniting the two whose
 * union adds least to the sum of squared distances between rows and the means of their groups.
 */
final class WardMerging {

  /*
   * Ward's method [1]. Uniting groups a and b adds
   *
   *   cost(a, b) = |a||b| / (|a| + |b|) · |mean a - mean b|²
   *
   * and after it the cost of any group c with the union follows from the costs before [2]:
   *
   *   cost(ab, c) = ((|a|+|c|) cost(a,c) + (|b|+|c|) cost(b,c) - |c| cost(a,b)) / (|a|+|b|+|c|)
   *
   * so means are worked out at the end only. Each group remembers its cheapest partner among the groups
   * after it. A union is never cheaper for a third group than both its parts were, so only those look
   * again whose partner was in it. About N² steps in all, which
   * is little beside the N²·W of the distances.
   *
   * [1] J. H. Ward: Hierarchical Grouping to Optimize an Objective Function. J. Am. Stat. Assoc. 58
   *     (1963).
   * [2] G. N. Lance, W. T. Williams: A General Theory of Classificatory Sorting Strategies. The
   *     Computer Journal 9 (1967).
   */

  private static final int NONE = -1;

  private final int rows;
  private final float[][] cost;
  private final int[] size;
  private final int[] group;
  private final int[] partner;
  private final float[] partnerCost;

  private WardMerging(float[][] squaredDistances) {
    this.rows = squaredDistances.length;
    this.cost = squaredDistances;
    this.size = new int[rows];
    this.group = new int[rows];
    this.partner = new int[rows];
    this.partnerCost = new float[rows];
    for (int row = 0; row < rows; row++) {
      size[row] = 1;
      group[row] = row;
      for (int other = row + 1; other < rows; other++) {
        cost[row][other] /= 2; // of two groups of one
      }
    }
    for (int row = 0; row < rows; row++) {
      findPartner(row);
    }
  }

  /**
   * Groups rows.
   *
   * @param squaredDistances {@code [N,N]}, of which the part right of the diagonal is read; used up
   * @param groups how many shall be left, 1 to N
   * @return the group of each row, named by its first row
   */
  static int[] groups(float[][] squaredDistances, int groups) {
    WardMerging merging = new WardMerging(squaredDistances);
    for (int left = squaredDistances.length; left > groups; left--) {
      merging.uniteCheapest();
    }
    return merging.group;
  }

  private void uniteCheapest() {
    int into = NONE;
    for (int row = 0; row < rows; row++) {
      if (partner[row] != NONE && (into == NONE || partnerCost[row] < partnerCost[into])) {
        into = row;
      }
    }
    unite(into, partner[into]);
  }

  private void unite(int into, int from) {
    float between = cost[into][from];
    int united = size[into] + size[from];
    for (int other = 0; other < rows; other++) {
      if (other != into && other != from && size[other] > 0) {
        float updated =
            ((size[into] + size[other]) * cost(into, other)
                    + (size[from] + size[other]) * cost(from, other)
                    - size[other] * between)
                / (united + size[other]);
        cost[Math.min(into, other)][Math.max(into, other)] = updated;
      }
    }
    size[into] = united;
    size[from] = 0;
    partner[from] = NONE;
    for (int row = 0; row < rows; row++) {
      if (group[row] == from) {
        group[row] = into;
      }
    }
    lookAgain(into, from);
  }

  private void lookAgain(int into, int from) {
    for (int row = 0; row < from; row++) {
      if (row == into || partner[row] == into || partner[row] == from) {
        findPartner(row);
      }
    }
  }

  private float cost(int one, int other) {
    return one < other ? cost[one][other] : cost[other][one];
  }

  private void findPartner(int row) {
    int best = NONE;
    float least = Float.POSITIVE_INFINITY;
    float[] costs = cost[row];
    for (int other = row + 1; other < rows; other++) {
      if (size[other] > 0 && costs[other] < least) {
        least = costs[other];
        best = other;
      }
    }
    partner[row] = best;
    partnerCost[row] = least;
  }
}
