package dev.diptych.encoders.internal.graph;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A weight matrix as signed bytes, one factor per output: {@code w[o,i] ≈ scales[o] ·
 * values[i·out+o]}.
 */
final class ColumnQuantization {

  /**
   * Seven bits of eight: see {@link IntegerProducts} for what the other would cost on some
   * processors.
   */
  private static final int LEVELS = 63;

  private static final ValueLayout.OfFloat FLOAT =
      JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment values;
  private final MemorySegment scales;

  private ColumnQuantization(int out, int in) {
    this.values = MemorySegment.ofArray(new byte[Math.multiplyExact(out, in)]);
    this.scales = MemorySegment.ofArray(new byte[Math.multiplyExact(out, Float.BYTES)]);
  }

  /** Quantises a matrix {@code f32 [out,in]}. */
  static ColumnQuantization of(MemorySegment weights, int out, int in) {
    ColumnQuantization quantized = new ColumnQuantization(out, in);
    float[] row = new float[in];
    for (int o = 0; o < out; o++) {
      MemorySegment.copy(weights, FLOAT, 4L * o * in, row, 0, in);
      quantized.put(o, row, out);
    }
    return quantized;
  }

  private void put(int o, float[] row, int out) {
    float largest = 0;
    for (float weight : row) {
      largest = Math.max(largest, Math.abs(weight));
    }
    float scale = largest == 0 ? 1 : largest / LEVELS;
    scales.setAtIndex(FLOAT, o, scale);
    for (int i = 0; i < row.length; i++) {
      values.set(ValueLayout.JAVA_BYTE, (long) i * out + o, (byte) Math.rint(row[i] / scale));
    }
  }

  /** {@return {@code i8 [in,out]}} */
  MemorySegment values() {
    return values;
  }

  /** {@return {@code f32 [out]}} */
  MemorySegment scales() {
    return scales;
  }
}
