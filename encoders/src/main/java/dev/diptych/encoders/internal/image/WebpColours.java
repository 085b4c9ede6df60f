package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.internal.vp8.KeyFrame;

/**
 * Light and colour of a lossy WebP picture to RGB, bit for bit as libwebp does. Such files hold one
 * sample of colour for 2 x 2 pixels; it is spread by the four nearest ("fancy upsampling").
 *
 * <p>BT.601, studio range; the constants are libwebp's, scaled by 2^14.
 */
final class WebpColours {

  private WebpColours() {}

  /** {@return {@code u8 [height, width, 3]}} */
  static byte[] toRgb(KeyFrame frame) {
    int width = frame.width();
    int height = frame.height();
    int columns = (width + 1) / 2;
    int rows = (height + 1) / 2;
    byte[] u = frame.blueness();
    byte[] v = frame.redness();
    byte[] rgb = new byte[3 * width * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      int near = y / 2 * frame.colourStride();
      int far = Math.clamp(y / 2 + ((y & 1) == 0 ? -1 : 1), 0, rows - 1) * frame.colourStride();
      for (int x = 0; x < width; x++) {
        int side = Math.clamp(x / 2 + ((x & 1) == 0 ? -1 : 1), 0, columns - 1);
        int luma = frame.luma()[y * frame.lumaStride() + x] & 0xff;
        int blueness = blend(u, near, far, x / 2, side);
        int redness = blend(v, near, far, x / 2, side);
        convert((luma * 19077) >> 8, blueness, redness, rgb, at);
        at += 3;
      }
    }
    return rgb;
  }

  private static int blend(byte[] plane, int near, int far, int column, int side) {
    return (9 * (plane[near + column] & 0xff)
            + 3 * (plane[near + side] & 0xff)
            + 3 * (plane[far + column] & 0xff)
            + (plane[far + side] & 0xff)
            + 8)
        >> 4;
  }

  private static void convert(int luma, int blueness, int redness, byte[] rgb, int at) {
    rgb[at] = clip(luma + ((redness * 26149) >> 8) - 14234);
    rgb[at + 1] = clip(luma - ((blueness * 6419) >> 8) - ((redness * 13320) >> 8) + 8708);
    rgb[at + 2] = clip(luma + ((blueness * 33050) >> 8) - 17685);
  }

  private static byte clip(int value) {
    return (byte) Math.clamp(value >> 6, 0, 255);
  }
}
