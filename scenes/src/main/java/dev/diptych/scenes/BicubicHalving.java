package dev.diptych.scenes;

/**
 * Reduces a picture to half its side by the bicubic filter that Pillow's {@code resize} uses.
 *
 * <p>Each target pixel weighs the eight nearest source pixels of its row, then of its column, by
 * the cubic kernel with parameter -1/2, stretched to twice its width; at the edges the weights that
 * remain are scaled to sum 1. Weights are whole numbers of 22 fractional bits, and the picture
 * between the two passes is of 8 bits, so that every byte equals Pillow's.
 */
final class BicubicHalving {

  private static final int FRACTION_BITS = 22;
  private static final int REACH = 4;

  private BicubicHalving() {}

  /** The source pixels that make one target pixel. */
  private static final class Window {

    private final int first;
    private final int[] weights;

    Window(int first, int[] weights) {
      this.first = first;
      this.weights = weights;
    }

    /** {@return one pixel: the weighted sum of pixels that lie {@code stride} apart} */
    int apply(int[] source, int start, int stride) {
      int index = start + first * stride;
      if (isPlain(source, index, stride)) {
        return source[index];
      }
      int red = 1 << (FRACTION_BITS - 1);
      int green = red;
      int blue = red;
      for (int weight : weights) {
        int pixel = source[index];
        red += (pixel >> 16 & 0xff) * weight;
        green += (pixel >> 8 & 0xff) * weight;
        blue += (pixel & 0xff) * weight;
        index += stride;
      }
      return toByte(red) << 16 | toByte(green) << 8 | toByte(blue);
    }

    /**
     * {@return whether all pixels are equal} Most are, and their weighted sum is the same again.
     */
    private boolean isPlain(int[] source, int index, int stride) {
      for (int k = 1; k < weights.length; k++) {
        if (source[index + k * stride] != source[index]) {
          return false;
        }
      }
      return true;
    }

    private static int toByte(int sum) {
      return Math.clamp(sum >> FRACTION_BITS, 0, 255);
    }
  }

  /**
   * Halves a square picture.
   *
   * @param pixels {@code [2·side · 2·side]}, each {@code 0xRRGGBB}
   * @param side of the result
   * @return {@code [side·side]}, each {@code 0xRRGGBB}
   */
  static int[] halve(int[] pixels, int side) {
    int sourceSide = 2 * side;
    Window[] windows = windows(side);
    int[] narrow = new int[sourceSide * side];
    for (int y = 0; y < sourceSide; y++) {
      for (int x = 0; x < side; x++) {
        narrow[y * side + x] = windows[x].apply(pixels, y * sourceSide, 1);
      }
    }
    int[] result = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        result[y * side + x] = windows[y].apply(narrow, x, side);
      }
    }
    return result;
  }

  private static Window[] windows(int side) {
    Window[] windows = new Window[side];
    for (int i = 0; i < side; i++) {
      int centre = 2 * i + 1;
      int first = Math.max(0, centre - REACH);
      int end = Math.min(2 * side, centre + REACH);
      double[] weights = new double[end - first];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = cubic((first + k - centre + .5) / 2);
        sum += weights[k];
      }
      int[] fixed = new int[weights.length];
      for (int k = 0; k < fixed.length; k++) {
        double scaled = weights[k] / sum * (1 << FRACTION_BITS);
        fixed[k] = (int) (scaled < 0 ? scaled - .5 : scaled + .5);
      }
      windows[i] = new Window(first, fixed);
    }
    return windows;
  }

  private static double cubic(double offset) {
    double x = Math.abs(offset);
    if (x < 1) {
      return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? ((-.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }
}
