package dev.diptych.encoders.internal.ocr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Where a map of probabilities says that there is text: connected regions and their rectangles. */
final class TextRegions {

  /** A pixel belongs to text from here on. */
  private static final float TEXT = 0.3f;

  /** The mean of a region must be above this. */
  private static final double SURE = 0.5;

  /** Pixels of the shorter side of a rectangle, at least. */
  private static final double THINNEST = 2.5;

  /** Regions that are kept, the largest ones: a page of small print. */
  private static final int MOST = 300;

  private static final int DEGREES = 90;

  private final float[] map;
  private final int width;
  private final int height;
  private final boolean[] seen;
  private final int[] stack;
  private final int[] left;
  private final int[] right;

  private TextRegions(float[] map, int width, int height) {
    this.map = map;
    this.width = width;
    this.height = height;
    this.seen = new boolean[map.length];
    this.stack = new int[map.length];
    this.left = new int[height];
    this.right = new int[height];
  }

  /**
   * {@return the rectangles of the regions of text, the largest first}
   *
   * @param map {@code f32 [height,width]}, probabilities
   */
  static List<TextBox> in(float[] map, int width, int height) {
    return new TextRegions(map, width, height).boxes();
  }

  private List<TextBox> boxes() {
    List<TextBox> boxes = new ArrayList<>();
    for (int start = 0; start < map.length; start++) {
      if (!seen[start] && map[start] > TEXT) {
        Region region = flood(start);
        if (region.mean() > SURE) {
          TextBox box = smallest(region);
          if (Math.min(box.width(), box.height()) >= THINNEST) {
            boxes.add(box);
          }
        }
      }
    }
    return boxes.stream()
        .sorted(Comparator.comparingDouble((TextBox box) -> -box.width() * box.height()))
        .limit(MOST)
        .toList();
  }

  /**
   * Rows from first to last; where each begins and ends stands in {@link #left}, {@link #right}.
   */
  private record Region(int first, int last, double mean) {}

  /** Marks a region, corners included. */
  private Region flood(int start) {
    int first = start / width;
    int last = first;
    left[first] = width;
    right[first] = -1;
    int size = 0;
    double sum = 0;
    int waiting = 0;
    stack[waiting++] = start;
    seen[start] = true;
    while (waiting > 0) {
      int at = stack[--waiting];
      int x = at % width;
      int y = at / width;
      while (y > last) {
        last++;
        left[last] = width;
        right[last] = -1;
      }
      while (y < first) {
        first--;
        left[first] = width;
        right[first] = -1;
      }
      left[y] = Math.min(left[y], x);
      right[y] = Math.max(right[y], x);
      size++;
      sum += map[at];
      for (int down = Math.max(0, y - 1); down <= Math.min(height - 1, y + 1); down++) {
        for (int across = Math.max(0, x - 1); across <= Math.min(width - 1, x + 1); across++) {
          int next = down * width + across;
          if (!seen[next] && map[next] > TEXT) {
            seen[next] = true;
            stack[waiting++] = next;
          }
        }
      }
    }
    return new Region(first, last, sum / size);
  }

  /** {@return the smallest rectangle around a region, to a degree} */
  private TextBox smallest(Region region) {
    int rows = region.last() - region.first() + 1;
    double[] x = new double[4 * rows];
    double[] y = new double[4 * rows];
    for (int row = 0; row < rows; row++) {
      int at = region.first() + row;
      Arrays.fill(x, 4 * row, 4 * row + 2, left[at]);
      Arrays.fill(x, 4 * row + 2, 4 * row + 4, right[at] + 1);
      for (int corner = 0; corner < 4; corner++) {
        y[4 * row + corner] = at + corner % 2;
      }
    }
    TextBox best = around(x, y, 0);
    for (int degrees = 1; degrees < DEGREES; degrees++) {
      TextBox box = around(x, y, Math.toRadians(degrees));
      if (box.width() * box.height() < best.width() * best.height()) {
        best = box;
      }
    }
    return best;
  }

  private static TextBox around(double[] x, double[] y, double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double highest = Double.POSITIVE_INFINITY;
    double lowest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      double along = x[i] * cos + y[i] * sin;
      double across = y[i] * cos - x[i] * sin;
      least = Math.min(least, along);
      most = Math.max(most, along);
      highest = Math.min(highest, across);
      lowest = Math.max(lowest, across);
    }
    double along = (least + most) / 2;
    double across = (highest + lowest) / 2;
    return new TextBox(
        along * cos - across * sin,
        along * sin + across * cos,
        cos,
        sin,
        most - least,
        lowest - highest);
  }
}
