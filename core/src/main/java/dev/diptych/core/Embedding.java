package dev.diptych.core;

import java.util.Arrays;

/**
 * Where an item lies in the joint space of pictures and words: {@code f32 [Q,D]}, each of the Q
 * vectors of unit length. Most models make one; those that look at a picture with several queries
 * make one for each. Two embeddings of one model compare by {@link #dot}. Immutable and
 * thread-safe; equal when all components are.
 */
public final class Embedding {

  /** How far from 1 the length may be: rounding of a stored vector, not a missing normalisation. */
  private static final double LENGTH_TOLERANCE = 1e-3;

  private final float[] components;
  private final int dimension;

  private Embedding(float[] components, int dimension) {
    this.components = components;
    this.dimension = dimension;
  }

  /**
   * Copies a unit vector.
   *
   * @param components {@code f32 [D]}, D at least 1, finite, of length 1 within 1e-3
   * @throws DiptychException INTERNAL when a component is not finite or the length is not 1
   */
  public static Embedding of(float[] components) {
    return of(1, components);
  }

  /**
   * Copies unit vectors.
   *
   * @param count Q, at least 1
   * @param components {@code f32 [Q,D]}, row by row, D at least 1, finite, each row of length 1
   *     within 1e-3
   * @throws DiptychException INTERNAL when a component is not finite, a length is not 1, or these
   *     are not Q rows
   */
  public static Embedding of(int count, float[] components) {
    if (count < 1 || components.length % count != 0) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "an embedding has 1 or more vectors of one dimension, but %s components are not %s"
              .formatted(components.length, count));
    }
    int dimension = components.length / count;
    for (int number = 0; number < count; number++) {
      requireUnitLength(components, number * dimension, dimension);
    }
    return new Embedding(components.clone(), dimension);
  }

  private static void requireUnitLength(float[] components, int from, int dimension) {
    double squares = 0;
    for (int i = from; i < from + dimension; i++) {
      squares += (double) components[i] * components[i];
    }
    double length = Math.sqrt(squares);
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "an embedding must be a finite vector of length 1, but %s components have length %s"
              .formatted(dimension, length));
    }
  }

  /** {@return the number of vectors, Q} */
  public int count() {
    return components.length / dimension;
  }

  /** {@return the number of components of each vector, D} */
  public int dimension() {
    return dimension;
  }

  /**
   * {@return a copy of one vector, {@code f32 [D]}}
   *
   * @param number from 0 on; of a single vector any number is that one
   */
  public float[] vector(int number) {
    int from = count() == 1 ? 0 : number * dimension;
    return Arrays.copyOfRange(components, from, from + dimension);
  }

  /** {@return a copy of the components, {@code f32 [Q,D]}, row by row} */
  public float[] toArray() {
    return components.clone();
  }

  /** {@return whether both can be compared: one dimension, and as many vectors or a single one} */
  public boolean fits(Embedding other) {
    return dimension == other.dimension
        && (count() == other.count() || count() == 1 || other.count() == 1);
  }

  /**
   * The cosine of the angle to another embedding. Vectors of the same number are compared, a single
   * one with each; the largest cosine counts.
   *
   * @throws DiptychException INTERNAL when they do not {@link #fits fit}
   */
  public ItcScore dot(Embedding other) {
    if (!fits(other)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "embedding dimensions differ: %s x %s != %s x %s"
              .formatted(count(), dimension, other.count(), other.dimension));
    }
    float best = Float.NEGATIVE_INFINITY;
    for (int number = 0; number < Math.max(count(), other.count()); number++) {
      best = Math.max(best, dot(other, number));
    }
    return new ItcScore(Math.clamp(best, -1f, 1f));
  }

  private float dot(Embedding other, int number) {
    int from = count() == 1 ? 0 : number * dimension;
    int otherFrom = other.count() == 1 ? 0 : number * dimension;
    float sum = 0;
    for (int i = 0; i < dimension; i++) {
      sum = Math.fma(components[from + i], other.components[otherFrom + i], sum);
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that
        && dimension == that.dimension
        && Arrays.equals(components, that.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  @Override
  public String toString() {
    return count() == 1
        ? "Embedding[%s]".formatted(dimension)
        : "Embedding[%s, %s]".formatted(count(), dimension);
  }
}
