package dev.diptych.core;

/**
 * Numbers as signed bytes and one factor: {@code x ≈ scale · q}, q in [-127, 127], zero exact. The
 * error of a number is at most half a scale, the largest magnitude over 254.
 */
public final class SymmetricInt8 {

  private static final int LARGEST = 127;

  private SymmetricInt8() {}

  /**
   * Quantises one row.
   *
   * @param numbers finite numbers
   * @param start where the row begins
   * @param target receives as many bytes as it is long
   * @return the scale; 0 for a row of zeros
   */
  public static float quantize(float[] numbers, int start, byte[] target) {
    float largest = 0;
    for (int i = 0; i < target.length; i++) {
      largest = Math.max(largest, Math.abs(numbers[start + i]));
    }
    float scale = largest / LARGEST;
    float inverse = scale < Float.MIN_NORMAL ? 0 : 1 / scale;
    for (int i = 0; i < target.length; i++) {
      // Moved to positive numbers, a cast rounds: compiled to vector instructions, unlike rint.
      target[i] = (byte) ((int) (numbers[start + i] * inverse + (LARGEST + 1.5f)) - (LARGEST + 1));
    }
    return scale;
  }

  /**
   * Turns one row back into numbers.
   *
   * @param values bytes
   * @param start where the row begins
   * @param scale the row's scale
   * @param target receives as many numbers as it is long
   */
  public static void expand(byte[] values, int start, float scale, float[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = values[start + i] * scale;
    }
  }
}
