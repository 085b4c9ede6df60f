package dev.diptych.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Things to be timed against each other. They take turns, so that a machine that slows down for a
 * while slows all of them down. Not thread-safe.
 */
public final class Turns {

  /** Something that takes time. */
  @FunctionalInterface
  public interface Timed {
    /** Does it once. */
    void run() throws Exception;
  }

  private Turns() {}

  /**
   * What one run took.
   *
   * @param millis by the clock
   * @param processorMillis of all processors together, by the whole process: other processes do not
   *     count, so that ratios hold on a machine that is not idle
   */
  public record Spent(double millis, double processorMillis) {}

  /**
   * Runs each once unmeasured, then all of them in turn, as often as there are rounds.
   *
   * @param rounds at least 1
   * @return the median of each in milliseconds, in their order
   */
  public static List<Double> medianMillis(int rounds, List<? extends Timed> timed)
      throws Exception {
    return medians(rounds, timed).stream().map(Spent::millis).toList();
  }

  /** As {@link #medianMillis}, of the processors' time, too; of each a median of its own. */
  public static List<Spent> medians(int rounds, List<? extends Timed> timed) throws Exception {
    double[][] millis = new double[timed.size()][rounds];
    double[][] processors = new double[timed.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < timed.size(); i++) {
        long processorStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        timed.get(i).run();
        if (round >= 0) {
          millis[i][round] = (System.nanoTime() - start) / 1e6;
          processors[i][round] = (ProcessorTime.nanos() - processorStart) / 1e6;
        }
      }
    }
    List<Spent> medians = new ArrayList<>();
    for (int i = 0; i < millis.length; i++) {
      medians.add(new Spent(quantile(millis[i], 0.5), quantile(processors[i], 0.5)));
    }
    return medians;
  }

  /**
   * The value below which a share of the values lies; for the median of an even number the larger
   * one of the middle.
   *
   * @param values at least one, in any order; not changed
   * @param share 0 to 1
   */
  public static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }
}
