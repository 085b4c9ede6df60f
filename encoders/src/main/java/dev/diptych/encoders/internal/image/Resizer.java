package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.RgbImage;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resamples pictures to the byte as Pillow does: both axes apart, antialiased when shrinking,
 * weights in fixed point, the result of the horizontal pass rounded to 8 bits before the vertical
 * one.
 *
 * <p>The vertical pass is turned inside out: each source row, once resampled horizontally, is added
 * to all target rows that it weighs in. Integer sums do not depend on their order, so the bytes are
 * the same, and no picture of source height and target width is ever held. An axis that keeps its
 * length needs no special case: at distance 0 every kernel weighs 1 and at whole distances 0.
 */
public final class Resizer {

  private static final int HALF = 1 << (AxisWeights.FRACTION_BITS - 1);

  private Resizer() {}

  /**
   * Resamples a picture to exactly the given size; its aspect ratio is not kept. When shrinking it
   * costs about {@code 6·support} multiplications a source pixel.
   *
   * @param width target pixels, at least 1
   * @param height target pixels, at least 1
   */
  public static RgbImage resize(RgbImage image, int width, int height, Kernel kernel) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    AxisWeights columns = AxisWeights.of(kernel, image.width(), width);
    AxisWeights rows = AxisWeights.of(kernel, image.height(), height);
    byte[] out = new byte[Math.multiplyExact(3 * width, height)];
    byte[] source = new byte[3 * image.width()];
    byte[] row = new byte[3 * width];
    Deque<int[]> sums = new ArrayDeque<>();
    int finished = 0;
    for (int y = 0; y < image.height(); y++) {
      image.copyRow(y, source);
      resizeRow(source, columns, row);
      while (finished + sums.size() < height && rows.first(finished + sums.size()) <= y) {
        sums.addLast(new int[row.length]);
      }
      int target = finished;
      for (int[] sum : sums) {
        addRow(row, rows.weight(target, y), sum);
        target++;
      }
      while (finished < height && rows.end(finished) == y + 1) {
        round(sums.removeFirst(), out, finished * row.length);
        finished++;
      }
    }
    return RgbImage.of(width, height, out);
  }

  private static void resizeRow(byte[] source, AxisWeights columns, byte[] target) {
    int[] weights = columns.weights();
    for (int x = 0; x < columns.size(); x++) {
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      int at = 3 * columns.first(x);
      int last = columns.start(x + 1);
      for (int w = columns.start(x); w < last; w++, at += 3) {
        int weight = weights[w];
        red += (source[at] & 0xff) * weight;
        green += (source[at + 1] & 0xff) * weight;
        blue += (source[at + 2] & 0xff) * weight;
      }
      target[3 * x] = clip(red);
      target[3 * x + 1] = clip(green);
      target[3 * x + 2] = clip(blue);
    }
  }

  private static void addRow(byte[] row, int weight, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (row[i] & 0xff) * weight;
    }
  }

  private static void round(int[] sum, byte[] target, int at) {
    for (int i = 0; i < sum.length; i++) {
      target[at + i] = clip(sum[i] + HALF);
    }
  }

  private static byte clip(int fixed) {
    return (byte) Math.clamp(fixed >> AxisWeights.FRACTION_BITS, 0, 255);
  }
}
