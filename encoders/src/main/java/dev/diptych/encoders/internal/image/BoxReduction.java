package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.RgbImage;
import java.util.Arrays;

/**
 * Makes pictures smaller by a whole factor: each pixel is the rounded mean of a square of pixels,
 * or of what of that square lies inside. Far cheaper than a smooth kernel, and as good where such a
 * kernel shrinks the result further.
 */
public final class BoxReduction {

  private BoxReduction() {}

  /**
   * Reduces a picture: {@code u8 [h,w,3] -> u8 [⌈h/f⌉,⌈w/f⌉,3]}. Costs about one addition a source
   * sample.
   *
   * @param factor f, at least 1; 1 gives the picture itself
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
  private static void averageColumns(
      int[] sums, int width, int factor, int rows, byte[] out, int at) {
    int target = at;
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
      int pixels = (end - first) * rows;
      out[target++] = mean(red, pixels);
      out[target++] = mean(green, pixels);
      out[target++] = mean(blue, pixels);
    }
  }

  private static byte mean(int sum, int pixels) {
    return (byte) ((sum + pixels / 2) / pixels);
  }
}
