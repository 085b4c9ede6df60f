package dev.diptych.encoders.internal.image;

import java.util.Arrays;

/**
 * Makes a picture smaller while it is being decoded, by a whole factor: takes rows from the top and
 * keeps the mean of each square, or of what of that square lies inside. The result is that of
 * {@link BoxReduction}, whose arithmetic it shares; the picture itself is never held.
 */
final class BoxReducer {

  /** Pictures up to this size are decoded as they are. */
  static final long LARGE_PIXELS = 32_000_000;

  /** The shorter side of what a large picture becomes at least: four times what models read. */
  private static final int LEAST_SIDE = 1536;

  private final int width;
  private final int height;
  private final int factor;
  private final int[] sums;
  private final byte[] out;
  private int rows;

  BoxReducer(int width, int height, int factor) {
    this.width = width;
    this.height = height;
    this.factor = factor;
    this.sums = new int[3 * width];
    this.out = new byte[Math.multiplyExact(3 * outWidth(), outHeight())];
  }

  /** {@return by how much a picture of this size is to be decoded smaller; 1 for most} */
  static int factorFor(int width, int height) {
    return (long) width * height <= LARGE_PIXELS
        ? 1
        : Math.clamp(Math.min(width, height) / LEAST_SIDE, 1, BoxReduction.MOST_FACTOR);
  }

  /** {@return bytes that the reduced picture takes} */
  static long outBytes(int width, int height, int factor) {
    return 3L * Math.ceilDiv(width, factor) * Math.ceilDiv(height, factor);
  }

  private int outWidth() {
    return Math.ceilDiv(width, factor);
  }

  private int outHeight() {
    return Math.ceilDiv(height, factor);
  }

  /**
   * Takes the next rows.
   *
   * @param rgb {@code u8 [count, width, 3]} at its start
   */
  void add(byte[] rgb, int count) {
    for (int row = 0; row < count; row++) {
      int from = row * sums.length;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += rgb[from + i] & 0xff;
      }
      rows++;
      if (rows % factor == 0 || rows == height) {
        int target = (rows - 1) / factor;
        BoxReduction.averageColumns(
            sums, width, factor, rows - target * factor, out, 3 * outWidth() * target);
        Arrays.fill(sums, 0);
      }
    }
  }

  /** {@return the reduced picture, once all rows were added} */
  RgbSamples finish() {
    return new RgbSamples(outWidth(), outHeight(), out);
  }

  /** {@return a decoded picture made smaller, itself for factor 1} */
  static RgbSamples reduce(RgbSamples samples, int factor) {
    if (factor == 1) {
      return samples;
    }
    BoxReducer reducer = new BoxReducer(samples.width(), samples.height(), factor);
    reducer.add(samples.rgb(), samples.height());
    return reducer.finish();
  }
}
