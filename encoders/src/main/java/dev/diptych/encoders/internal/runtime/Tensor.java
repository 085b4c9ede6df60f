package dev.diptych.encoders.internal.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * A graph's input or output outside the engine: numbers in a direct buffer, row by row, with their
 * dimensions.
 */
public sealed interface Tensor {

  /** {@return the dimensions} */
  long[] shape();

  /** {@code f32}. */
  @SuppressWarnings("ArrayRecordComponent") // lives within one call and is never compared
  record Floats(FloatBuffer values, long... shape) implements Tensor {}

  /** {@code i8}. */
  @SuppressWarnings("ArrayRecordComponent") // lives within one call and is never compared
  record Bytes(ByteBuffer values, long... shape) implements Tensor {}

  /** {@code i64}. */
  @SuppressWarnings("ArrayRecordComponent") // lives within one call and is never compared
  record Longs(LongBuffer values, long... shape) implements Tensor {}

  /** {@return a direct buffer of n bytes, as the engine takes it without copying} */
  static ByteBuffer bytes(long n) {
    return ByteBuffer.allocateDirect(Math.toIntExact(n)).order(ByteOrder.nativeOrder());
  }

  /** {@return a direct buffer for n numbers, as the engine takes it without copying} */
  static FloatBuffer floats(long n) {
    return bytes(4 * n).asFloatBuffer();
  }

  /** {@return an {@code i64} tensor of these numbers} */
  static Longs of(long[] values, long... shape) {
    LongBuffer buffer = bytes(8L * values.length).asLongBuffer();
    buffer.put(values).flip();
    return new Longs(buffer, shape);
  }

  /** {@return an {@code f32} tensor of these numbers} */
  static Floats of(float[] values, long... shape) {
    FloatBuffer buffer = floats(values.length);
    buffer.put(values).flip();
    return new Floats(buffer, shape);
  }
}
