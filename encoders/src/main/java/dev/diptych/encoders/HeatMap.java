package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Arrays;

/**
 * How much of a look falls on each patch of a picture: a grid of numbers from 0 up whose sum is 1,
 * row by row from the top left. The grid lies over the picture as the model saw it, stretched to a
 * square or cropped as its preprocessing says. Immutable.
 */
public final class HeatMap {

  private final int rows;
  private final int columns;
  private final float[] values;

  private HeatMap(int rows, int columns, float[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * A map whose sum is made 1.
   *
   * @param rows at least 1
   * @param columns at least 1
   * @param weights {@code f32 [rows·columns]}, 0 or above; where all are 0, every place gets the
   *     same
   * @throws DiptychException INTERNAL when their number does not fit, or one is below 0 or not
   *     finite
   */
  public static HeatMap of(int rows, int columns, float[] weights) {
    if (rows < 1 || columns < 1 || weights.length != rows * columns) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "a heat map of %s x %s places needs a number for each, but %s came"
              .formatted(rows, columns, weights.length));
    }
    double sum = 0;
    for (float weight : weights) {
      if (!(weight >= 0) || !Float.isFinite(weight)) {
        throw new DiptychException(
            ErrorCode.INTERNAL, "a heat map's numbers must be 0 or above, but one is " + weight);
      }
      sum += weight;
    }
    float[] values = new float[weights.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (sum > 0 ? weights[i] / sum : 1.0 / values.length);
    }
    return new HeatMap(rows, columns, values);
  }

  /** {@return rows of the grid} */
  public int rows() {
    return rows;
  }

  /** {@return columns of the grid} */
  public int columns() {
    return columns;
  }

  /** {@return the share of one place, in [0, 1]} */
  public float at(int row, int column) {
    return values[row * columns + column];
  }

  /** {@return all shares, {@code f32 [rows·columns]}, row by row from the top left; a copy} */
  public float[] toArray() {
    return values.clone();
  }

  /** {@return the largest share} */
  public float peak() {
    float peak = 0;
    for (float value : values) {
      peak = Math.max(peak, value);
    }
    return peak;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeatMap map
        && map.rows == rows
        && map.columns == columns
        && Arrays.equals(map.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "%s x %s, peak %s".formatted(rows, columns, peak());
  }
}
