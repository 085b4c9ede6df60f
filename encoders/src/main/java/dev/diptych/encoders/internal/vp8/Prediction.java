package dev.diptych.encoders.internal.vp8;

import java.util.Arrays;

/**
 * Foretells samples by those above and to the left (RFC 6386, section 12). Outside of the picture
 * samples are 127 above and 129 to the left.
 */
final class Prediction {

  private static final int ABOVE_ALL = 127;
  private static final int LEFT_OF_ALL = 129;
  private static final int MIDDLE = 128;

  private final byte[] plane;
  private final int stride;

  /** From the lowest sample to the left, over the corner, to the last one above to the right. */
  private final int[] edge = new int[13];

  Prediction(byte[] plane, int stride) {
    this.plane = plane;
    this.stride = stride;
  }

  private int above(int x, int y) {
    return y == 0 ? ABOVE_ALL : plane[(y - 1) * stride + x] & 0xff;
  }

  private int left(int x, int y) {
    return x == 0 ? LEFT_OF_ALL : plane[y * stride + x - 1] & 0xff;
  }

  private int corner(int x, int y) {
    return y == 0 ? ABOVE_ALL : x == 0 ? LEFT_OF_ALL : plane[(y - 1) * stride + x - 1] & 0xff;
  }

  /** Fills a square of a macroblock: 16 samples a side for luma, 8 for chroma. */
  void fill(int mode, int x, int y, int side) {
    switch (mode) {
      case ModeReader.TRUE_MOTION -> trueMotion(x, y, side);
      case ModeReader.VERTICAL -> {
        for (int column = 0; column < side; column++) {
          byte sample = (byte) above(x + column, y);
          for (int row = 0; row < side; row++) {
            plane[(y + row) * stride + x + column] = sample;
          }
        }
      }
      case ModeReader.HORIZONTAL -> {
        for (int row = 0; row < side; row++) {
          fillRow(x, y + row, side, left(x, y + row));
        }
      }
      default -> {
        int mean = mean(x, y, side);
        for (int row = 0; row < side; row++) {
          fillRow(x, y + row, side, mean);
        }
      }
    }
  }

  private void fillRow(int x, int y, int side, int sample) {
    int at = y * stride + x;
    Arrays.fill(plane, at, at + side, (byte) sample);
  }

  private int mean(int x, int y, int side) {
    int sum = 0;
    int count = 0;
    if (y > 0) {
      for (int i = 0; i < side; i++) {
        sum += above(x + i, y);
      }
      count += side;
    }
    if (x > 0) {
      for (int i = 0; i < side; i++) {
        sum += left(x, y + i);
      }
      count += side;
    }
    return count == 0 ? MIDDLE : (sum + count / 2) / count;
  }

  private void trueMotion(int x, int y, int side) {
    int corner = corner(x, y);
    for (int row = 0; row < side; row++) {
      int offset = left(x, y + row) - corner;
      int at = (y + row) * stride + x;
      for (int column = 0; column < side; column++) {
        plane[at + column] = InverseTransform.clip(above(x + column, y) + offset);
      }
    }
  }

  /**
   * Fills a block of 4 x 4 samples of luma.
   *
   * @param right the four samples above to the right
   */
  void fillBlock(int mode, int x, int y, int[] right) {
    if (mode == ModeReader.TRUE_MOTION) {
      trueMotion(x, y, 4);
      return;
    }
    for (int i = 0; i < 4; i++) {
      edge[3 - i] = left(x, y + i);
      edge[5 + i] = above(x + i, y);
      edge[9 + i] = right[i];
    }
    edge[4] = corner(x, y);
    int at = y * stride + x;
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        plane[at + row * stride + column] = (byte) sample(mode, column, row);
      }
    }
  }

  /** One sample of a block, by its {@link #edge}. */
  private int sample(int mode, int column, int row) {
    return switch (mode) {
      case ModeReader.VERTICAL -> three(5 + column);
      case ModeReader.HORIZONTAL -> row == 3 ? (edge[1] + 3 * edge[0] + 2) >> 2 : three(3 - row);
      case ModeReader.LEFT_DOWN ->
          column + row == 6 ? (edge[11] + 3 * edge[12] + 2) >> 2 : three(6 + column + row);
      case ModeReader.RIGHT_DOWN -> three(4 + column - row);
      case ModeReader.VERTICAL_RIGHT -> verticalRight(column, row);
      case ModeReader.VERTICAL_LEFT -> verticalLeft(column, row);
      case ModeReader.HORIZONTAL_DOWN -> horizontalDown(column, row);
      case ModeReader.HORIZONTAL_UP -> horizontalUp(column, row);
      default -> {
        int sum = 4;
        for (int i = 0; i < 4; i++) {
          sum += edge[i] + edge[5 + i];
        }
        yield sum >> 3;
      }
    };
  }

  private int verticalRight(int column, int row) {
    int along = 2 * column - row;
    if (along < 0) {
      return three(along == -1 ? 4 : 5 - row);
    }
    int at = 4 + column - row / 2;
    return row % 2 == 0 ? two(at) : three(at);
  }

  private int verticalLeft(int column, int row) {
    if (column == 3 && row >= 2) {
      return three(row == 2 ? 10 : 11);
    }
    int at = 5 + column + row / 2;
    return row % 2 == 0 ? two(at) : three(at + 1);
  }

  private int horizontalDown(int column, int row) {
    int along = 2 * row - column;
    if (along < 0) {
      return three(along == -1 ? 4 : 3 + column);
    }
    int at = 3 - row + column / 2;
    return column % 2 == 0 ? two(at) : three(at + 1);
  }

  private int horizontalUp(int column, int row) {
    int along = column + 2 * row;
    if (along > 5) {
      return edge[0];
    }
    if (along == 5) {
      return (edge[1] + 3 * edge[0] + 2) >> 2;
    }
    int at = 3 - along / 2;
    return along % 2 == 0 ? two(at - 1) : three(at - 1);
  }

  /** The mean of an edge's sample and the next one. */
  private int two(int at) {
    return (edge[at] + edge[at + 1] + 1) >> 1;
  }

  /** The mean of an edge's sample, twice, and its neighbours. */
  private int three(int at) {
    return (edge[at - 1] + 2 * edge[at] + edge[at + 1] + 2) >> 2;
  }
}
