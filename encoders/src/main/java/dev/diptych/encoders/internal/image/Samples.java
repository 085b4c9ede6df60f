package dev.diptych.encoders.internal.image;

import org.jspecify.annotations.Nullable;

/**
 * Samples as a file stores them, brought to 8 bits: {@code u8 [height, width, channels]}. One
 * channel is grey, three are red, green and blue, four are inks (0 for none).
 */
final class Samples {

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] colours;
  private final byte @Nullable [] alpha;

  /**
   * Takes the arrays over.
   *
   * @param alpha {@code u8 [height, width]}, 255 for opaque; null where all is
   */
  Samples(int width, int height, int channels, byte[] colours, byte @Nullable [] alpha) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.colours = colours;
    this.alpha = alpha;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** {@return 1, 3 or 4} */
  int channels() {
    return channels;
  }

  /** {@return the samples themselves} */
  byte[] colours() {
    return colours;
  }

  /** {@return how opaque each pixel is, null where all are} */
  byte @Nullable [] alpha() {
    return alpha;
  }

  /** Greys and inks to light, without a profile. Three channels are given over as they are. */
  RgbSamples toRgb() {
    if (channels == 3) {
      return new RgbSamples(width, height, colours);
    }
    byte[] rgb = new byte[3 * width * height];
    for (int from = 0, at = 0; at < rgb.length; from += channels, at += 3) {
      if (channels == 1) {
        rgb[at] = colours[from];
        rgb[at + 1] = colours[from];
        rgb[at + 2] = colours[from];
      } else {
        Cmyk.toRgb(
            colours[from] & 0xff,
            colours[from + 1] & 0xff,
            colours[from + 2] & 0xff,
            colours[from + 3] & 0xff,
            rgb,
            at);
      }
    }
    return new RgbSamples(width, height, rgb);
  }
}
