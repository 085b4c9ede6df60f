package dev.diptych.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Logistic regression of a few weights, by Newton's method with a small ridge, on standardised
 * features: the fit exists and is found whatever the data.
 */
final class Logistic {

  private static final int MOST_STEPS = 60;
  private static final double RIDGE = 1e-3;
  private static final double SMALLEST_STEP = 1e-9;

  private Logistic() {}

  /**
   * An observation.
   *
   * @param features as many as all others have
   * @param outcome what happened
   */
  record Observation(List<Double> features, boolean outcome) {}

  /**
   * Fits.
   *
   * @return a weight for each feature, and the intercept last
   */
  static double[] fit(List<Observation> observations) {
    int n = observations.getFirst().features().size();
    double[] mean = new double[n];
    double[] deviation = new double[n];
    for (int i = 0; i < n; i++) {
      int feature = i;
      double average =
          observations.stream().mapToDouble(o -> o.features().get(feature)).average().orElse(0);
      double variance =
          observations.stream()
              .mapToDouble(o -> Math.pow(o.features().get(feature) - average, 2))
              .average()
              .orElse(0);
      mean[i] = average;
      deviation[i] = variance > 1e-18 ? Math.sqrt(variance) : 0;
    }
    double[] weights = newton(rows(observations, mean, deviation), outcomes(observations), n + 1);
    double[] result = new double[n + 1];
    result[n] = weights[n];
    for (int i = 0; i < n; i++) {
      result[i] = deviation[i] == 0 ? 0 : weights[i] / deviation[i];
      result[n] -= result[i] * mean[i];
    }
    return result;
  }

  private static double[][] rows(List<Observation> all, double[] mean, double[] deviation) {
    return all.stream()
        .map(
            each -> {
              double[] row = new double[mean.length + 1];
              for (int i = 0; i < mean.length; i++) {
                row[i] = deviation[i] == 0 ? 0 : (each.features().get(i) - mean[i]) / deviation[i];
              }
              row[mean.length] = 1;
              return row;
            })
        .toArray(double[][]::new);
  }

  private static boolean[] outcomes(List<Observation> all) {
    boolean[] outcomes = new boolean[all.size()];
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = all.get(i).outcome();
    }
    return outcomes;
  }

  private static double[] newton(double[][] rows, boolean[] outcomes, int n) {
    double[] weights = new double[n];
    double loss = loss(rows, outcomes, weights);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] direction = direction(rows, outcomes, weights);
      double size = 1;
      double[] next = moved(weights, direction, size);
      double nextLoss = loss(rows, outcomes, next);
      while (nextLoss > loss && size > SMALLEST_STEP) {
        size /= 2;
        next = moved(weights, direction, size);
        nextLoss = loss(rows, outcomes, next);
      }
      if (!(loss - nextLoss > SMALLEST_STEP)) {
        return weights;
      }
      weights = next;
      loss = nextLoss;
    }
    return weights;
  }

  private static double[] moved(double[] from, double[] direction, double size) {
    double[] to = Arrays.copyOf(from, from.length);
    for (int i = 0; i < to.length; i++) {
      to[i] -= size * direction[i];
    }
    return to;
  }

  /** The Newton direction: the gradient through the inverse of the Hessian. */
  private static double[] direction(double[][] rows, boolean[] outcomes, double[] weights) {
    int n = weights.length;
    double[] gradient = new double[n];
    double[][] hessian = new double[n][n];
    for (int r = 0; r < rows.length; r++) {
      double p = 1 / (1 + Math.exp(-dot(rows[r], weights)));
      double error = p - (outcomes[r] ? 1 : 0);
      double curvature = p * (1 - p);
      for (int i = 0; i < n; i++) {
        gradient[i] += error * rows[r][i];
        for (int j = 0; j <= i; j++) {
          hessian[i][j] += curvature * rows[r][i] * rows[r][j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      gradient[i] += RIDGE * weights[i];
      hessian[i][i] += RIDGE;
      for (int j = 0; j < i; j++) {
        hessian[j][i] = hessian[i][j];
      }
    }
    return solve(hessian, gradient);
  }

  /** Gauss's elimination with pivots. */
  private static double[] solve(double[][] a, double[] b) {
    int n = b.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        pivot = Math.abs(a[row][column]) > Math.abs(a[pivot][column]) ? row : pivot;
      }
      double[] swapped = a[column];
      a[column] = a[pivot];
      a[pivot] = swapped;
      double value = b[column];
      b[column] = b[pivot];
      b[pivot] = value;
      for (int row = column + 1; row < n; row++) {
        double factor = a[row][column] / a[column][column];
        for (int k = column; k < n; k++) {
          a[row][k] -= factor * a[column][k];
        }
        b[row] -= factor * b[column];
      }
    }
    double[] x = new double[n];
    for (int row = n - 1; row >= 0; row--) {
      double rest = b[row];
      for (int k = row + 1; k < n; k++) {
        rest -= a[row][k] * x[k];
      }
      x[row] = rest / a[row][row];
    }
    return x;
  }

  private static double loss(double[][] rows, boolean[] outcomes, double[] weights) {
    double loss = 0;
    for (int r = 0; r < rows.length; r++) {
      double x = dot(rows[r], weights) * (outcomes[r] ? 1 : -1);
      loss += x > 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)) - x;
    }
    for (double weight : weights) {
      loss += RIDGE * weight * weight / 2;
    }
    return loss;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
