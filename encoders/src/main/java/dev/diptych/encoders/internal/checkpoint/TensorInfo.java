package dev.diptych.encoders.internal.checkpoint;

import java.util.List;

/**
 * What a tensor is, without its numbers.
 *
 * @param type element type
 * @param shape dimensions, each at least 0; empty for a scalar
 */
public record TensorInfo(TensorType type, List<Long> shape) {

  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** {@return the number of elements} */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
