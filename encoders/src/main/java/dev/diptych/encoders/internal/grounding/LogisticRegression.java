package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.WordKind.Probe;
import java.util.ArrayList;
import java.util.List;

/**
 * Logistic regression with a ridge, by Newton's method on standardised inputs (iteratively
 * reweighted least squares). Both sorts of examples count the same together, however many there are
 * of each.
 */
final class LogisticRegression {

  private static final int STEPS = 40;
  private static final double RIDGE = 1;
  private static final double SETTLED = 1e-8;
  private static final double LEAST_DEVIATION = 1e-6;

  private LogisticRegression() {}

  /**
   * One row and what is true of it.
   *
   * @param input {@code f32 [H]}
   */
  @SuppressWarnings("ArrayRecordComponent") // lives within one fit and is never compared
  record Example(float[] input, boolean positive) {}

  /** {@return the weights for inputs as they are} */
  static Probe fit(List<Example> examples) {
    int width = examples.getFirst().input().length;
    double[] mean = new double[width];
    double[] deviation = new double[width];
    standardise(examples, mean, deviation);
    double positive = examples.stream().filter(Example::positive).count();
    double[] balance = {
      examples.size() / 2.0 / (examples.size() - positive), examples.size() / 2.0 / positive
    };
    double[] weights = new double[width + 1]; // the bias is the last
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = new double[width + 1];
      double[][] curvature = new double[width + 1][width + 1];
      addExamples(examples, mean, deviation, balance, weights, gradient, curvature);
      for (int i = 0; i <= width; i++) {
        gradient[i] += RIDGE * weights[i];
        curvature[i][i] += RIDGE;
      }
      double[] change = Cholesky.solve(curvature, gradient);
      double moved = 0;
      for (int i = 0; i <= width; i++) {
        weights[i] -= change[i];
        moved = Math.max(moved, Math.abs(change[i]));
      }
      if (moved < SETTLED) {
        break;
      }
    }
    List<Float> plain = new ArrayList<>();
    double bias = weights[width];
    for (int i = 0; i < width; i++) {
      plain.add((float) (weights[i] / deviation[i]));
      bias -= weights[i] * mean[i] / deviation[i];
    }
    return new Probe(plain, (float) bias);
  }

  private static void standardise(List<Example> examples, double[] mean, double[] deviation) {
    for (Example example : examples) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += example.input()[i] / (double) examples.size();
      }
    }
    for (Example example : examples) {
      for (int i = 0; i < mean.length; i++) {
        double off = example.input()[i] - mean[i];
        deviation[i] += off * off / examples.size();
      }
    }
    for (int i = 0; i < mean.length; i++) {
      deviation[i] = Math.max(LEAST_DEVIATION, Math.sqrt(deviation[i]));
    }
  }

  private static void addExamples(
      List<Example> examples,
      double[] mean,
      double[] deviation,
      double[] balance,
      double[] weights,
      double[] gradient,
      double[][] curvature) {
    int width = mean.length;
    double[] x = new double[width + 1];
    x[width] = 1;
    for (Example example : examples) {
      double sum = weights[width];
      for (int i = 0; i < width; i++) {
        x[i] = (example.input()[i] - mean[i]) / deviation[i];
        sum += weights[i] * x[i];
      }
      double p = 1 / (1 + Math.exp(-sum));
      double weight = example.positive() ? balance[1] : balance[0];
      double error = weight * (p - (example.positive() ? 1 : 0));
      double spread = weight * p * (1 - p);
      for (int i = 0; i <= width; i++) {
        gradient[i] += error * x[i];
        double scaled = spread * x[i];
        double[] row = curvature[i];
        for (int j = 0; j <= i; j++) {
          row[j] += scaled * x[j];
        }
      }
    }
  }
}
