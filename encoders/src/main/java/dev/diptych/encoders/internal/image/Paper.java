package dev.diptych.encoders.internal.image;

import org.jspecify.annotations.Nullable;

/**
 * The white that shows through what is transparent, as on a light page. Without it a logo on a
 * transparent ground would show the colour that happens to be hidden there, most often black.
 */
final class Paper {

  private Paper() {}

  /**
   * Lays a picture over white, in place.
   *
   * @param alpha how opaque each pixel is, null where all are
   */
  static RgbSamples under(RgbSamples picture, byte @Nullable [] alpha) {
    if (alpha == null) {
      return picture;
    }
    byte[] rgb = picture.rgb();
    for (int i = 0, at = 0; i < alpha.length; i++, at += 3) {
      int opaque = alpha[i] & 0xff;
      if (opaque != 255) {
        rgb[at] = blend(rgb[at], opaque);
        rgb[at + 1] = blend(rgb[at + 1], opaque);
        rgb[at + 2] = blend(rgb[at + 2], opaque);
      }
    }
    return picture;
  }

  private static byte blend(byte colour, int opaque) {
    return (byte) (((colour & 0xff) * opaque + 255 * (255 - opaque) + 127) / 255);
  }
}
