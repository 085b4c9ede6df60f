package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.RgbImage;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resamples pictures to the byte as Pillow does: both axes apart, antialiased when shrinking,
 * weights in fixed point, the result of the horizontal pass rounded to 8 bits before the vertical
 * one.
 *
 * <p>The horizontal pass takes two rows at a time: a sample of each shares a 64-bit number, so that
 * one multiplication by their common weight serves both.
 *
 * <p>The vertical pass is turned inside out: each source row, once resampled horizontally, is added
 * to all target rows that it weighs in. Integer sums do not depend on their order, so the bytes are
 * the same, and no picture of source height and target width is ever held. An axis that keeps its
 * length needs no special case: at distance 0 every kernel weighs 1 and at whole distances 0.
 */
public final class Resizer {

  private static final int HALF = 1 << (AxisWeights.FRACTION_BITS - 1);
  private static final long TWO_HALVES = ((long) HALF << Integer.SIZE) + HALF;

  private Resizer() {}

  /**
   * Resamples a picture to exactly the given size; its aspect ratio is not kept. When shrinking it
   * costs about {@code 3·support} multiplications a source pixel.
   *
   * @param width target pixels, at least 1
   * @param height target pixels, at least 1
   */
  public static RgbImage resize(RgbImage image, int width, int height, Kernel kernel) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    return resize(
        image,
        AxisWeights.of(kernel, image.width(), width),
        AxisWeights.of(kernel, image.height(), height));
  }

  /**
   * Resamples a picture so that its shorter side gets a length, and keeps a square in the middle of
   * it, which is all that is worked out.
   *
   * @param fit how it is cropped
   * @param shortest length of the shorter side, at least {@code side}
   * @param side of the square
   */
  public static RgbImage resizeAndCrop(
      RgbImage image, Fit fit, int shortest, int side, Kernel kernel) {
    int width = fit.length(image.width(), image.height(), shortest);
    int height = fit.length(image.height(), image.width(), shortest);
    return resize(
        image,
        AxisWeights.of(kernel, image.width(), width, fit.offset(width, side), side),
        AxisWeights.of(kernel, image.height(), height, fit.offset(height, side), side));
  }

  private static RgbImage resize(RgbImage image, AxisWeights columns, AxisWeights rows) {
    int width = columns.size();
    VerticalPass vertical = new VerticalPass(rows, 3 * width);
    byte[] upper = new byte[3 * image.width()];
    byte[] lower = new byte[3 * image.width()];
    long[] both = new long[upper.length];
    byte[] upperResized = new byte[3 * width];
    byte[] lowerResized = new byte[3 * width];
    int end = rows.end(rows.size() - 1);
    for (int y = rows.first(0); y < end; y += 2) {
      boolean last = y + 1 == end;
      image.copyRow(y, upper);
      image.copyRow(last ? y : y + 1, lower);
      for (int i = 0; i < both.length; i++) {
        both[i] = ((long) (upper[i] & 0xff) << Integer.SIZE) | (lower[i] & 0xff);
      }
      resizeRows(both, columns, upperResized, lowerResized);
      vertical.add(y, upperResized);
      if (!last) {
        vertical.add(y + 1, lowerResized);
      }
    }
    return RgbImage.of(width, rows.size(), vertical.out);
  }

  private static void resizeRows(long[] both, AxisWeights columns, byte[] upper, byte[] lower) {
    int[] weights = columns.weights();
    for (int x = 0; x < columns.size(); x++) {
      long red = TWO_HALVES;
      long green = TWO_HALVES;
      long blue = TWO_HALVES;
      int at = 3 * columns.first(x);
      int last = columns.start(x + 1);
      for (int w = columns.start(x); w < last; w++, at += 3) {
        long weight = weights[w];
        red += both[at] * weight;
        green += both[at + 1] * weight;
        blue += both[at + 2] * weight;
      }
      split(red, upper, lower, 3 * x);
      split(green, upper, lower, 3 * x + 1);
      split(blue, upper, lower, 3 * x + 2);
    }
  }

  /** The lower sum may be negative; then it has borrowed one from the upper. */
  private static void split(long sums, byte[] upper, byte[] lower, int at) {
    int low = (int) sums;
    upper[at] = clip((int) ((sums - low) >> Integer.SIZE));
    lower[at] = clip(low);
  }

  private static byte clip(int fixed) {
    return (byte) Math.clamp(fixed >> AxisWeights.FRACTION_BITS, 0, 255);
  }

  /** Takes source rows from the top and finishes target rows. */
  private static final class VerticalPass {

    private final AxisWeights rows;
    private final int samples;
    private final byte[] out;
    private final Deque<int[]> sums = new ArrayDeque<>();
    private int finished;

    VerticalPass(AxisWeights rows, int samples) {
      this.rows = rows;
      this.samples = samples;
      this.out = new byte[Math.multiplyExact(samples, rows.size())];
    }

    void add(int y, byte[] row) {
      while (finished + sums.size() < rows.size() && rows.first(finished + sums.size()) <= y) {
        sums.addLast(new int[samples]);
      }
      int target = finished;
      for (int[] sum : sums) {
        addRow(row, rows.weight(target, y), sum);
        target++;
      }
      while (finished < rows.size() && rows.end(finished) == y + 1) {
        round(sums.removeFirst(), out, finished * samples);
        finished++;
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
  }
}
