package dev.diptych.encoders.internal.image;

/** The plain conversion of printing inks to light, without a profile, as Pillow does it. */
final class Cmyk {

  private Cmyk() {}

  /**
   * Converts one pixel. Inks are 0 (none) to 255 (full).
   *
   * @param rgb receives three samples at {@code at}
   */
  static void toRgb(int cyan, int magenta, int yellow, int black, byte[] rgb, int at) {
    int light = 255 - black;
    rgb[at] = (byte) (light - scale(cyan, light));
    rgb[at + 1] = (byte) (light - scale(magenta, light));
    rgb[at + 2] = (byte) (light - scale(yellow, light));
  }

  /** {@return a·b/255, rounded} */
  private static int scale(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }
}
