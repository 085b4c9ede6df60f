package dev.diptych.encoders.internal.image;

/**
 * Decoded samples on their way to an {@link dev.diptych.encoders.RgbImage}, which takes the array
 * over without a copy: {@code u8 [height, width, 3]}.
 */
public final class RgbSamples {

  private final int width;
  private final int height;
  private final byte[] rgb;

  /** Takes the array over. */
  RgbSamples(int width, int height, byte[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /** {@return pixels from left to right} */
  public int width() {
    return width;
  }

  /** {@return pixels from top to bottom} */
  public int height() {
    return height;
  }

  /** {@return the samples themselves, {@code u8 [height·width·3]}} */
  public byte[] rgb() {
    return rgb;
  }
}
