package dev.diptych.evaluation;

import dev.diptych.evaluation.Probabilities.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * How well probabilities agree with what came of them: those near 80 % should be right four times
 * out of five (Guo et al. 2017, On Calibration of Modern Neural Networks).
 *
 * @param bins of equal width, from 0 up
 * @param count outcomes in all
 */
public record Reliability(List<Bin> bins, long count) {

  /** How many bins there are. */
  public static final int BINS = 15;

  /**
   * Probabilities between two bounds.
   *
   * @param count how many
   * @param probability their mean
   * @param right the share of them that was right
   */
  public record Bin(long count, double probability, double right) {}

  public Reliability {
    bins = List.copyOf(bins);
  }

  /** {@return the reliability of these probabilities} */
  public static Reliability of(List<Outcome> outcomes) {
    long[] count = new long[BINS];
    double[] sum = new double[BINS];
    long[] right = new long[BINS];
    for (Outcome outcome : outcomes) {
      int bin = Math.min(BINS - 1, (int) (outcome.probability() * BINS));
      count[bin]++;
      sum[bin] += outcome.probability();
      right[bin] += outcome.right() ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      bins.add(
          count[i] == 0
              ? new Bin(0, 0, 0)
              : new Bin(count[i], sum[i] / count[i], (double) right[i] / count[i]));
    }
    return new Reliability(bins, outcomes.size());
  }

  /**
   * {@return the expected calibration error in [0, 1]: the mean distance of a bin's probability
   * from the share that was right, weighted by how many it holds; 0 without outcomes}
   */
  public double error() {
    double error = 0;
    for (Bin bin : bins) {
      error += bin.count() * Math.abs(bin.probability() - bin.right());
    }
    return count == 0 ? 0 : error / count;
  }
}
