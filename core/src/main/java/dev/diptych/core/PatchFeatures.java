package dev.diptych.core;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The vision tower's output tokens after its last norm, {@code f32 [P,W]}: what ITM reads of a
 * picture. Implementations are immutable and thread-safe, and may keep the numbers outside the heap
 * or in a smaller type. Under a token budget, tokens that are alike were merged into their mean:
 * then P is the budget, and {@link #copyCountsTo} says how many each one stands for.
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

  /**
   * Writes the same numbers as one signed byte each and one factor per token, {@code x[n,i] ≈
   * scale[n] · value[n,i]} with values in [-127, 127], and advances both targets. Numbers that are
   * not kept this way are rounded to it.
   *
   * @param values a buffer with at least P·W bytes remaining
   * @param scales a buffer with at least P numbers remaining
   */
  default void copyTo(ByteBuffer values, FloatBuffer scales) {
    float[] numbers = toArray();
    byte[] row = new byte[width()];
    for (int start = 0; start < numbers.length; start += row.length) {
      scales.put(SymmetricInt8.quantize(numbers, start, row));
      values.put(row);
    }
  }

  /** {@return whether any token stands for more than one of the vision tower's} */
  default boolean merged() {
    return false;
  }

  /**
   * Writes P numbers, how many of the vision tower's tokens each token stands for, and advances the
   * target.
   *
   * @param target a buffer with at least P numbers remaining
   */
  default void copyCountsTo(FloatBuffer target) {
    float[] ones = new float[patches()];
    Arrays.fill(ones, 1);
    target.put(ones);
  }

  /** {@return the bytes this object keeps alive, heap and native, for bounding caches} */
  long byteSize();

  /**
   * {@return the same features in memory that is theirs alone, so that they outlive the file or
   * buffer they may be a view of}
   */
  default PatchFeatures onHeap() {
    PatchFeatures numbers = of(patches(), width(), toArray());
    if (!merged()) {
      return numbers;
    }
    float[] counts = new float[patches()];
    copyCountsTo(FloatBuffer.wrap(counts));
    return merged(numbers, counts);
  }

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

  /**
   * Features whose tokens stand for more than one of the vision tower's each.
   *
   * @param tokens the numbers, {@code [P,W]}, in whatever form they are kept
   * @param counts {@code f32 [P]}, how many each token stands for, above 0; copied
   * @return these features, or the tokens themselves where every count is 1
   * @throws DiptychException INTERNAL when the counts are not P or one is not above 0
   */
  static PatchFeatures merged(PatchFeatures tokens, float[] counts) {
    return MergedPatchFeatures.of(tokens, counts);
  }

  /**
   * Features on the heap, one byte a number; a quarter of the memory.
   *
   * @param patches P, at least 1
   * @param width W, at least 1
   * @param values {@code i8 [P·W]}, row by row; copied
   * @param scales {@code f32 [P]}, the factor of each token; copied
   * @throws DiptychException INTERNAL when a length is not P·W or P
   */
  static PatchFeatures ofInt8(int patches, int width, byte[] values, float[] scales) {
    return Int8PatchFeatures.copyOf(patches, width, values, scales);
  }
}
