package dev.diptych.encoders.internal.check;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;

/** How far numbers computed here are from those of a reference. */
public final class Difference {

  private Difference() {}

  /**
   * Compares number by number.
   *
   * @param golden where the reference is from
   * @param name of the output
   */
  public static Comparison of(GoldenFile golden, String name, float[] actual, Numbers expected) {
    if (actual.length != expected.values().length) {
      throw golden.refuse(
          "gives \"%s\" in shape %s, but the checkpoint computes %s numbers of it"
              .formatted(name, expected.shape(), actual.length));
    }
    double largest = 0;
    double squares = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(actual[i] - expected.values()[i]);
      // A number that is not one must never pass.
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
      squares += expected.values()[i] * expected.values()[i];
    }
    double scale = Math.max(1, Math.sqrt(squares / Math.max(1, actual.length)));
    return Comparison.within(name, actual.length, largest, scale);
  }

  /** {@return of two comparisons of one output the one that is further off} */
  public static Comparison further(Comparison one, Comparison other) {
    return one.largestDifference() >= other.largestDifference() ? one : other;
  }

  /**
   * {@return all cosines, {@code [images, texts]}}
   *
   * @param images unit vectors, {@code f32 [images,D]}
   * @param texts unit vectors, {@code f32 [texts,D]}
   */
  public static float[] cosines(float[] images, float[] texts, int dimension) {
    int rows = images.length / dimension;
    int columns = texts.length / dimension;
    float[] cosines = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
          sum += (double) images[row * dimension + i] * texts[column * dimension + i];
        }
        cosines[row * columns + column] = (float) sum;
      }
    }
    return cosines;
  }
}
