package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/**
 * A decoded picture: 8-bit RGB, {@code u8 [height, width, 3]}, rows from the top, upright.
 * Immutable and thread-safe.
 */
public final class RgbImage {

  private final int width;
  private final int height;
  private final byte[] rgb;

  private RgbImage(int width, int height, byte[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /**
   * Copies decoded samples.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param rgb {@code u8 [height·width·3]}; copied
   * @throws DiptychException INTERNAL when the length does not fit the size
   */
  public static RgbImage of(int width, int height, byte[] rgb) {
    return adopt(width, height, rgb.clone());
  }

  /** As {@link #of}, without a copy: the caller gives the array away. */
  static RgbImage adopt(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "an RGB image of %s x %s needs 3 bytes a pixel, but %s bytes came"
              .formatted(width, height, rgb.length));
    }
    return new RgbImage(width, height, rgb);
  }

  /** {@return pixels from left to right} */
  public int width() {
    return width;
  }

  /** {@return pixels from top to bottom} */
  public int height() {
    return height;
  }

  /** {@return a copy of the samples, {@code u8 [height·width·3]}} */
  public byte[] toArray() {
    return rgb.clone();
  }

  /**
   * Copies one row of samples.
   *
   * @param y row, from 0 at the top
   * @param target receives {@code u8 [width·3]} at its start
   */
  public void copyRow(int y, byte[] target) {
    System.arraycopy(rgb, y * 3 * width, target, 0, 3 * width);
  }

  /** The samples themselves, for readers of this package that do not write. */
  byte[] samples() {
    return rgb;
  }
}
