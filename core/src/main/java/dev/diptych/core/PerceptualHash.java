package dev.diptych.core;

import java.util.Arrays;

/**
 * pHash: which of the lowest frequencies of a picture's brightness are above their median, 64 bits
 * (Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, section 3.2.1:
 * of a discrete cosine transform of 32 x 32 the 8 x 8 lowest, without those that are constant along
 * a side). Two pictures that look alike differ in few bits.
 */
final class PerceptualHash {

  private static final int SIDE = Look.SIDE;
  private static final int KEPT = 8;
  private static final double[][] COSINES = cosines();

  private PerceptualHash() {}

  private static double[][] cosines() {
    double[][] cosines = new double[KEPT][SIDE];
    for (int u = 0; u < KEPT; u++) {
      for (int x = 0; x < SIDE; x++) {
        cosines[u][x] = Math.cos(Math.PI * (u + 1) * (x + .5) / SIDE);
      }
    }
    return cosines;
  }

  /**
   * {@return the hash}
   *
   * @param luma brightness, {@code [32·32]}, rows from the top
   */
  static long of(double[] luma) {
    double[] rows = new double[SIDE * KEPT];
    for (int y = 0; y < SIDE; y++) {
      for (int u = 0; u < KEPT; u++) {
        double sum = 0;
        for (int x = 0; x < SIDE; x++) {
          sum += COSINES[u][x] * luma[y * SIDE + x];
        }
        rows[y * KEPT + u] = sum;
      }
    }
    double[] frequencies = new double[KEPT * KEPT];
    for (int v = 0; v < KEPT; v++) {
      for (int y = 0; y < SIDE; y++) {
        for (int u = 0; u < KEPT; u++) {
          frequencies[v * KEPT + u] += COSINES[v][y] * rows[y * KEPT + u];
        }
      }
    }
    double[] sorted = frequencies.clone();
    Arrays.sort(sorted);
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    long hash = 0;
    for (int i = 0; i < frequencies.length; i++) {
      hash |= frequencies[i] > median ? 1L << i : 0;
    }
    return hash;
  }
}
