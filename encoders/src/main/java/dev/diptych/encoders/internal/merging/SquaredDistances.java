package dev.diptych.encoders.internal.merging;

/**
 * Squared distances between all rows of a matrix: {@code f32 [N,W] -> f32 [N,N]}, of which the part
 * right of the diagonal is filled. Costs N²·W/2 multiplications.
 */
final class SquaredDistances {

  /*
   * |x - y|² = |x|² + |y|² - 2 x·y, so what costs is the products of all pairs. They are summed
   * column by column of the matrix, as long runs over neighbouring pairs (i, j), (i, j+1), ...: the
   * form that a compiler turns into vector instructions, where a sum along a row may not be reordered.
   * Two rows and four columns are taken at once, so that each number loaded is used several times, and
   * the columns in blocks that stay in the cache.
   *
   * Rows are moved to their mean first: distances stay, and less is cancelled. Equal rows have
   * distance 0 but for rounding.
   */

  private static final int COLUMNS_AT_ONCE = 4;
  private static final int BLOCK = 64;

  private final int rows;
  private final int width;
  private final float[] columns;

  private SquaredDistances(int rows, int width) {
    this.rows = rows;
    this.width = (width + COLUMNS_AT_ONCE - 1) / COLUMNS_AT_ONCE * COLUMNS_AT_ONCE;
    this.columns = new float[this.width * rows];
  }

  /**
   * All distances.
   *
   * @param values {@code [N,W]} from a place on
   * @param start where the first row begins
   * @param rows N
   * @param width W
   */
  static float[][] of(float[] values, int start, int rows, int width) {
    SquaredDistances distances = new SquaredDistances(rows, width);
    distances.fillColumns(values, start, width);
    return distances.compute();
  }

  /** Turned, so that a column lies in one piece; missing columns are zeros. */
  private void fillColumns(float[] values, int start, int given) {
    float[] mean = new float[given];
    for (int row = 0; row < rows; row++) {
      int from = start + row * given;
      for (int i = 0; i < given; i++) {
        mean[i] += values[from + i] / rows;
      }
    }
    for (int block = 0; block < given; block += BLOCK) {
      int end = Math.min(given, block + BLOCK);
      for (int row = 0; row < rows; row++) {
        int from = start + row * given;
        for (int i = block; i < end; i++) {
          columns[i * rows + row] = values[from + i] - mean[i];
        }
      }
    }
  }

  private float[][] compute() {
    float[][] products = new float[rows][rows];
    for (int block = 0; block < width; block += BLOCK) {
      int end = Math.min(width, block + BLOCK);
      for (int row = 0; row < rows - 1; row += 2) {
        for (int column = block; column < end; column += COLUMNS_AT_ONCE) {
          addTwoRows(products[row], products[row + 1], row, column);
        }
      }
      if (rows % 2 == 1) {
        for (int column = block; column < end; column++) {
          float value = columns[column * rows + rows - 1];
          products[rows - 1][rows - 1] += value * value;
        }
      }
    }
    return distances(products);
  }

  /** Adds four columns' part of the products of two rows with themselves and all rows after. */
  private void addTwoRows(float[] upper, float[] lower, int row, int column) {
    int first = column * rows;
    int second = first + rows;
    int third = second + rows;
    int fourth = third + rows;
    float[] c = columns;
    float a = c[first + row];
    float b = c[second + row];
    float d = c[third + row];
    float e = c[fourth + row];
    float f = c[first + row + 1];
    float g = c[second + row + 1];
    float h = c[third + row + 1];
    float k = c[fourth + row + 1];
    for (int other = row; other < rows; other++) {
      float p = c[first + other];
      float q = c[second + other];
      float r = c[third + other];
      float s = c[fourth + other];
      upper[other] += a * p + b * q + d * r + e * s;
      lower[other] += f * p + g * q + h * r + k * s;
    }
  }

  private float[][] distances(float[][] products) {
    for (int row = 0; row < rows; row++) {
      float own = products[row][row];
      for (int other = row + 1; other < rows; other++) {
        products[row][other] = Math.max(0, own + products[other][other] - 2 * products[row][other]);
      }
    }
    return products;
  }
}
