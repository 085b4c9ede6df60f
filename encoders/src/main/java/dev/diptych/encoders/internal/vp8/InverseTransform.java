package dev.diptych.encoders.internal.vp8;

/** Coefficients to differences of samples (RFC 6386, section 14). */
final class InverseTransform {

  /** √2·cos(π/8) less one and √2·sin(π/8), times 2^16. */
  private static final int COSINE = 20091;

  private static final int SINE = 35468;

  private InverseTransform() {}

  /** Brings the means of the 16 blocks of luma to their places, by Walsh and Hadamard. */
  static void spreadMeans(short[] means, short[] blocks) {
    int[] half = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = means[i] + means[12 + i];
      int b = means[4 + i] + means[8 + i];
      int c = means[4 + i] - means[8 + i];
      int d = means[i] - means[12 + i];
      half[i] = a + b;
      half[8 + i] = a - b;
      half[4 + i] = d + c;
      half[12 + i] = d - c;
    }
    for (int i = 0; i < 4; i++) {
      int rounded = half[4 * i] + 3;
      int a = rounded + half[4 * i + 3];
      int b = half[4 * i + 1] + half[4 * i + 2];
      int c = half[4 * i + 1] - half[4 * i + 2];
      int d = rounded - half[4 * i + 3];
      int at = 64 * i;
      blocks[at] = (short) ((a + b) >> 3);
      blocks[at + 16] = (short) ((d + c) >> 3);
      blocks[at + 32] = (short) ((a - b) >> 3);
      blocks[at + 48] = (short) ((d - c) >> 3);
    }
  }

  /**
   * Adds what a block's coefficients say to its samples, by cosines.
   *
   * @param from where the block's 16 coefficients begin
   * @param half room for 16 numbers
   */
  static void add(short[] coefficients, int from, int[] half, byte[] plane, int at, int stride) {
    for (int i = 0; i < 4; i++) {
      int zeroth = coefficients[from + i];
      int first = coefficients[from + 4 + i];
      int second = coefficients[from + 8 + i];
      int third = coefficients[from + 12 + i];
      int a = zeroth + second;
      int b = zeroth - second;
      int c = ((first * SINE) >> 16) - ((third * COSINE) >> 16) - third;
      int d = ((first * COSINE) >> 16) + first + ((third * SINE) >> 16);
      half[4 * i] = a + d;
      half[4 * i + 1] = b + c;
      half[4 * i + 2] = b - c;
      half[4 * i + 3] = a - d;
    }
    for (int i = 0; i < 4; i++) {
      int rounded = half[i] + 4;
      int a = rounded + half[8 + i];
      int b = rounded - half[8 + i];
      int first = half[4 + i];
      int third = half[12 + i];
      int c = ((first * SINE) >> 16) - ((third * COSINE) >> 16) - third;
      int d = ((first * COSINE) >> 16) + first + ((third * SINE) >> 16);
      int row = at + i * stride;
      plane[row] = clip((plane[row] & 0xff) + ((a + d) >> 3));
      plane[row + 1] = clip((plane[row + 1] & 0xff) + ((b + c) >> 3));
      plane[row + 2] = clip((plane[row + 2] & 0xff) + ((b - c) >> 3));
      plane[row + 3] = clip((plane[row + 3] & 0xff) + ((a - d) >> 3));
    }
  }

  /** {@return the nearest sample} */
  static byte clip(int value) {
    return (byte) Math.clamp(value, 0, 255);
  }
}
