package dev.diptych.searcher.internal.duplicates;

import dev.diptych.core.Look;
import org.jspecify.annotations.Nullable;

/**
 * A look made ready to be compared with others: sums from which the mean colours of any grid over
 * any part of the picture follow. Samples are in [0, 1]. About 20 kB, and 40 kB more once it was
 * compared in detail. Thread-safe.
 */
public final class ComparedLook {

  /** Fields each way of the coarse grids, which rule out most pairs. */
  static final int COARSE = 4;

  /** Fields each way of the fine grids. */
  static final int FINE = 16;

  /** Shares of the sides that the coarse grids leave out at each edge. */
  private static final double[] COARSE_CUTS = {0, .03, .06, .09};

  /** The fine grids leave out 0 to so many hundredths of the sides at each edge. */
  static final int MOST_CUT = 9;

  /** Channels that differ by less are a grey. */
  private static final double GREY = .03;

  private final float[] sums;
  private final float[][] coarse;
  private final boolean grey;
  private volatile float @Nullable [][] fine;

  private ComparedLook(float[] sums, boolean grey) {
    this.sums = sums;
    this.grey = grey;
    this.coarse = new float[COARSE_CUTS.length][];
    for (int i = 0; i < COARSE_CUTS.length; i++) {
      double cut = COARSE_CUTS[i];
      coarse[i] = luma(means(COARSE, cut, cut, 1 - cut, 1 - cut));
    }
  }

  /** Makes a look ready; some microseconds. */
  public static ComparedLook of(Look look) {
    byte[] colours = look.colours();
    boolean grey = true;
    float[] sums = new float[3 * (Look.SIDE + 1) * (Look.SIDE + 1)];
    for (int y = 0; y < Look.SIDE; y++) {
      float[] row = new float[3];
      for (int x = 0; x < Look.SIDE; x++) {
        int from = 3 * (y * Look.SIDE + x);
        int least = 255;
        int most = 0;
        for (int channel = 0; channel < 3; channel++) {
          int sample = colours[from + channel] & 0xff;
          least = Math.min(least, sample);
          most = Math.max(most, sample);
          row[channel] += sample / 255f;
          sums[at(x + 1, y + 1) + channel] = sums[at(x + 1, y) + channel] + row[channel];
        }
        grey &= most - least <= 255 * GREY;
      }
    }
    return new ComparedLook(sums, grey);
  }

  private static int at(int x, int y) {
    return 3 * (y * (Look.SIDE + 1) + x);
  }

  /** {@return whether it has no colours} */
  boolean isGrey() {
    return grey;
  }

  /** {@return brightness over 4 x 4 fields, for growing cuts at the edges} */
  float[][] coarse() {
    return coarse;
  }

  /** {@return mean colours over 16 x 16 fields, for cuts of 0 to 9 % at the edges} */
  float[][] fine() {
    float[][] grids = fine;
    if (grids == null) {
      grids = new float[MOST_CUT + 1][];
      for (int cut = 0; cut <= MOST_CUT; cut++) {
        double share = cut / 100.0;
        grids[cut] = means(FINE, share, share, 1 - share, 1 - share);
      }
      fine = grids;
    }
    return grids;
  }

  /**
   * Mean colours of the fields of a grid over a part of the picture, whose edges are shares of its
   * sides.
   *
   * @return {@code [side·side·3]}, rows from the top
   */
  float[] means(int side, double left, double top, double right, double bottom) {
    float[] means = new float[3 * side * side];
    double wide = (right - left) * Look.SIDE / side;
    double high = (bottom - top) * Look.SIDE / side;
    float[] above = new float[3 * (side + 1)];
    float[] below = new float[3 * (side + 1)];
    line(left * Look.SIDE, wide, top * Look.SIDE, above);
    for (int row = 0; row < side; row++) {
      line(left * Look.SIDE, wide, top * Look.SIDE + (row + 1) * high, below);
      for (int i = 0; i < 3 * side; i++) {
        means[3 * side * row + i] =
            (float) ((below[i + 3] - below[i] - above[i + 3] + above[i]) / (wide * high));
      }
      float[] done = above;
      above = below;
      below = done;
    }
    return means;
  }

  /** {@return the look of what is left when a share of the sides is left out at each edge} */
  Look part(double cut) {
    float[] means = means(Look.SIDE, cut, cut, 1 - cut, 1 - cut);
    byte[] colours = new byte[means.length];
    for (int i = 0; i < means.length; i++) {
      colours[i] = (byte) Math.clamp(Math.round(255 * means[i]), 0, 255);
    }
    return Look.of(colours);
  }

  /** The sums over all that is above and to the left of points on a line, parts in proportion. */
  private void line(double left, double wide, double y, float[] target) {
    int upper = Math.clamp((int) y, 0, Look.SIDE - 1);
    float down = (float) (y - upper);
    for (int i = 0; 3 * i < target.length; i++) {
      double x = left + i * wide;
      int before = Math.clamp((int) x, 0, Look.SIDE - 1);
      float right = (float) (x - before);
      int at = at(before, upper);
      int under = at + at(0, 1);
      for (int channel = 0; channel < 3; channel++) {
        float on = sums[at + channel] * (1 - right) + sums[at + 3 + channel] * right;
        float off = sums[under + channel] * (1 - right) + sums[under + 3 + channel] * right;
        target[3 * i + channel] = on * (1 - down) + off * down;
      }
    }
  }

  /** {@return the brightness of colours} */
  static float[] luma(float[] colours) {
    float[] luma = new float[colours.length / 3];
    for (int i = 0; i < luma.length; i++) {
      luma[i] = .299f * colours[3 * i] + .587f * colours[3 * i + 1] + .114f * colours[3 * i + 2];
    }
    return luma;
  }
}
