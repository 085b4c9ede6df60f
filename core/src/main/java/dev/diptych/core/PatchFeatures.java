package dev.diptych.core;

import java.nio.FloatBuffer;

/**
 * The vision tower's output tokens after its last norm, {@code f32 [P,W]}: what ITM reads of a
 * picture. Implementations are immutable and thread-safe, and may keep the numbers outside the heap
 * or in a smaller type.
 */
public interface PatchFeatures {

  /** {@return the number of patch tokens, P, the class token included} */
  int patches();

  /** {@return the vision width, W} */
  int width();

  /**
   * Writes all P·W numbers at the target's position, row by row, and advances it.
   *
   * @param target a buffer with at least P·W numbers remaining
   */
  void copyTo(FloatBuffer target);

  /** {@return the bytes this object keeps alive, heap and native, for bounding caches} */
  long byteSize();

  /** {@return all numbers, {@code f32 [P·W]}, row by row} */
  default float[] toArray() {
    float[] values = new float[patches() * width()];
    copyTo(FloatBuffer.wrap(values));
    return values;
  }

  /**
   * Features on the heap.
   *
   * @param patches P, at least 1
   * @param width W, at least 1
   * @param values {@code f32 [P·W]}, row by row; copied
   * @throws DiptychException INTERNAL when the length is not P·W
   */
  static PatchFeatures of(int patches, int width, float[] values) {
    return HeapPatchFeatures.copyOf(patches, width, values);
  }
}
