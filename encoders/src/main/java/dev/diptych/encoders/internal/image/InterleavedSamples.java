package dev.diptych.encoders.internal.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies 8-bit pixels of native memory, red, green, blue and perhaps alpha side by side. */
final class InterleavedSamples {

  private InterleavedSamples() {}

  /**
   * Copies a picture.
   *
   * @param stride bytes from a row to the next
   * @param premultiplied whether colours were multiplied by alpha
   */
  static Samples copy(
      MemorySegment from,
      long stride,
      int width,
      int height,
      boolean withAlpha,
      boolean premultiplied) {
    byte[] rgb = new byte[3 * width * height];
    if (!withAlpha) {
      for (int y = 0; y < height; y++) {
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, y * stride, rgb, 3 * width * y, 3 * width);
      }
      return new Samples(width, height, 3, rgb, null);
    }
    byte[] alpha = new byte[width * height];
    byte[] row = new byte[4 * width];
    for (int y = 0, pixel = 0; y < height; y++) {
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, y * stride, row, 0, row.length);
      for (int x = 0; x < row.length; x += 4, pixel++) {
        int opaque = row[x + 3] & 0xff;
        alpha[pixel] = row[x + 3];
        for (int channel = 0; channel < 3; channel++) {
          int value = row[x + channel] & 0xff;
          rgb[3 * pixel + channel] =
              (byte) (premultiplied && opaque > 0 ? Math.min(255, value * 255 / opaque) : value);
        }
      }
    }
    return new Samples(width, height, 3, rgb, alpha);
  }
}
