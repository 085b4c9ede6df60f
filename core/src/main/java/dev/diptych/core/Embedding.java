package dev.diptych.core;

import java.util.Arrays;

/**
 * A point of the joint space of pictures and words: {@code f32 [D]}, unit length. Two embeddings of
 * one model compare by {@link #dot}. Immutable and thread-safe; equal when all components are.
 */
public final class Embedding {

  /** How far from 1 the length may be: rounding of a stored vector, not a missing normalisation. */
  private static final double LENGTH_TOLERANCE = 1e-3;

  private final float[] components;

  private Embedding(float[] components) {
    this.components = components;
  }

  /**
   * Copies a unit vector.
   *
   * @param components {@code f32 [D]}, D at least 1, finite, of length 1 within 1e-3
   * @throws DiptychException INTERNAL when a component is not finite or the length is not 1
   */
  public static Embedding of(float[] components) {
    double squares = 0;
    for (float component : components) {
      squares += (double) component * component;
    }
    double length = Math.sqrt(squares);
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "an embedding must be a finite vector of length 1, but %s components have length %s"
              .formatted(components.length, length));
    }
    return new Embedding(components.clone());
  }

  /** {@return the number of components, D} */
  public int dimension() {
    return components.length;
  }

  /** {@return a copy of the components, {@code f32 [D]}} */
  public float[] toArray() {
    return components.clone();
  }

  /**
   * The cosine of the angle to another embedding.
   *
   * @throws DiptychException INTERNAL when the dimensions differ
   */
  public ItcScore dot(Embedding other) {
    if (components.length != other.components.length) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "embedding dimensions differ: %s != %s"
              .formatted(components.length, other.components.length));
    }
    float sum = 0;
    for (int i = 0; i < components.length; i++) {
      sum = Math.fma(components[i], other.components[i], sum);
    }
    return new ItcScore(Math.clamp(sum, -1f, 1f));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that && Arrays.equals(components, that.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  @Override
  public String toString() {
    return "Embedding[" + components.length + "]";
  }
}
