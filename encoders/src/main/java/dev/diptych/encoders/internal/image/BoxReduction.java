package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.RgbImage;
import java.util.Arrays;
import java.util.Locale;

/**
 * Makes pictures smaller by a whole factor: each pixel is the rounded mean of a square of pixels,
 * or of what of that square lies inside. Far cheaper than a smooth kernel, and as good where such a
 * kernel shrinks the result further.
 */
public final class BoxReduction {

  /*
   * Dividing takes longer than everything else. With r the least whole number above 2^54 / p, the
   * product n r >>> 54 is n / p rounded down, as long as n p <= 2^54: n r exceeds 2^54 n / p by at
   * most n, which stays below the next whole quotient. Here n < 256 p, so p may reach 2^23; a
   * picture of 2^30 pixels has no such squares once it is to be a few hundred pixels wide.
   */
  private static final int RECIPROCAL_BITS = 54;

  private static final int MOST_MEANED = 1 << 23;

  /** Any factor up to this one suits any picture. */
  public static final int MOST_FACTOR = 2896;

  private BoxReduction() {}

  /**
   * Reduces a picture: {@code u8 [h,w,3] -> u8 [⌈h/f⌉,⌈w/f⌉,3]}. Costs about one addition a source
   * sample.
   *
   * @param factor f, at least 1; 1 gives the picture itself. A square holds 2^23 pixels at most.
   */
  public static RgbImage reduce(RgbImage image, int factor) {
    if (factor == 1) {
      return image;
    }
    int width = Math.ceilDiv(image.width(), factor);
    int height = Math.ceilDiv(image.height(), factor);
    byte[] out = new byte[Math.multiplyExact(3 * width, height)];
    byte[] row = new byte[3 * image.width()];
    int[] sums = new int[row.length];
    for (int y = 0; y < height; y++) {
      int first = y * factor;
      int end = Math.min(first + factor, image.height());
      Arrays.fill(sums, 0);
      for (int source = first; source < end; source++) {
        image.copyRow(source, row);
        for (int i = 0; i < row.length; i++) {
          sums[i] += row[i] & 0xff;
        }
      }
      averageColumns(sums, image.width(), factor, end - first, out, 3 * width * y);
    }
    return RgbImage.of(width, height, out);
  }

  /** Turns the sums of some rows into one row of means. */
  static void averageColumns(int[] sums, int width, int factor, int rows, byte[] out, int at) {
    int target = at;
    int pixels = 0;
    long reciprocal = 0;
    for (int first = 0; first < width; first += factor) {
      int end = Math.min(first + factor, width);
      int red = 0;
      int green = 0;
      int blue = 0;
      for (int i = 3 * first; i < 3 * end; i += 3) {
        red += sums[i];
        green += sums[i + 1];
        blue += sums[i + 2];
      }
      if ((end - first) * rows != pixels) {
        pixels = (end - first) * rows;
        reciprocal = reciprocal(pixels);
      }
      out[target++] = mean(red, pixels, reciprocal);
      out[target++] = mean(green, pixels, reciprocal);
      out[target++] = mean(blue, pixels, reciprocal);
    }
  }

  private static long reciprocal(int pixels) {
    if (pixels > MOST_MEANED) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "at most %,d pixels become one, but these would be %,d",
              MOST_MEANED,
              pixels));
    }
    return (1L << RECIPROCAL_BITS) / pixels + 1;
  }

  private static byte mean(int sum, int pixels, long reciprocal) {
    return (byte) (((sum + pixels / 2) * reciprocal) >>> RECIPROCAL_BITS);
  }
}
