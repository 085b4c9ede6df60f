package dev.diptych.encoders.internal.image;

/**
 * Spreads the colour of a lossy WebP picture smoothly, as libwebp does ("fancy upsampling"). Such
 * files hold one sample of colour for 2 x 2 pixels, and the plug-in repeats it four times. That is
 * undone here: luma and colour are taken back out of the plug-in's pixels, which works to the last
 * bit or so where a value was not cut at 0 or 255, and put together again.
 *
 * <p>BT.601, studio range; the constants are libwebp's, scaled by 2^14.
 */
final class WebpChroma {

  private static final double LUMA = 1.164;
  private static final double RED_BY_V = 1.596;
  private static final double GREEN_BY_U = -0.391;
  private static final double GREEN_BY_V = -0.813;
  private static final double BLUE_BY_U = 2.018;

  /** How much the light of each channel tells of the light without colour. */
  private static final double RED_PART = -GREEN_BY_V / RED_BY_V;

  private static final double BLUE_PART = -GREEN_BY_U / BLUE_BY_U;

  /** Of a pixel whose channels were cut: only where the others of its four are no better. */
  private static final double CUT_WEIGHT = 1e-3;

  private final int width;
  private final int height;
  private final byte[] rgb;
  private final int columns;
  private final byte[] u;
  private final byte[] v;

  private WebpChroma(Samples samples) {
    this.width = samples.width();
    this.height = samples.height();
    this.rgb = samples.colours();
    this.columns = (width + 1) / 2;
    this.u = new byte[columns * ((height + 1) / 2)];
    this.v = new byte[u.length];
  }

  /** Smooths a picture, in place. */
  static Samples smooth(Samples samples) {
    WebpChroma chroma = new WebpChroma(samples);
    chroma.takeApart();
    chroma.putTogether();
    return samples;
  }

  private void takeApart() {
    for (int row = 0; row < height; row += 2) {
      for (int column = 0; column < width; column += 2) {
        takeApart(column, row, Math.min(column + 2, width), Math.min(row + 2, height));
      }
    }
  }

  private void takeApart(int left, int top, int right, int bottom) {
    double sumU = 0;
    double sumV = 0;
    double weights = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int at = 3 * (y * width + x);
        double weight = isCut(at) || isCut(at + 1) || isCut(at + 2) ? CUT_WEIGHT : 1;
        double light = light(at);
        sumU += weight * ((rgb[at + 2] & 0xff) - light) / BLUE_BY_U;
        sumV += weight * ((rgb[at] & 0xff) - light) / RED_BY_V;
        weights += weight;
      }
    }
    double blueness = Math.rint(sumU / weights);
    double redness = Math.rint(sumV / weights);
    int chroma = top / 2 * columns + left / 2;
    u[chroma] = (byte) Math.clamp((long) blueness + 128, 0, 255);
    v[chroma] = (byte) Math.clamp((long) redness + 128, 0, 255);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int at = 3 * (y * width + x);
        double light = light(at, blueness, redness);
        rgb[at] = (byte) Math.clamp(Math.round(light / LUMA) + 16, 0, 255);
      }
    }
  }

  private boolean isCut(int at) {
    return rgb[at] == 0 || rgb[at] == (byte) 255;
  }

  private double light(int at) {
    return ((rgb[at + 1] & 0xff) + RED_PART * (rgb[at] & 0xff) + BLUE_PART * (rgb[at + 2] & 0xff))
        / (1 + RED_PART + BLUE_PART);
  }

  /** The light of a pixel whose colour is known: the mean of what its uncut channels say. */
  private double light(int at, double blueness, double redness) {
    double sum = 0;
    int count = 0;
    if (!isCut(at)) {
      sum += (rgb[at] & 0xff) - RED_BY_V * redness;
      count++;
    }
    if (!isCut(at + 1)) {
      sum += (rgb[at + 1] & 0xff) - GREEN_BY_U * blueness - GREEN_BY_V * redness;
      count++;
    }
    if (!isCut(at + 2)) {
      sum += (rgb[at + 2] & 0xff) - BLUE_BY_U * blueness;
      count++;
    }
    return count == 0 ? light(at) : sum / count;
  }

  private void putTogether() {
    int rows = u.length / columns;
    for (int y = 0; y < height; y++) {
      int near = y / 2 * columns;
      int far = Math.clamp(y / 2 + ((y & 1) == 0 ? -1 : 1), 0, rows - 1) * columns;
      for (int x = 0; x < width; x++) {
        int side = Math.clamp(x / 2 + ((x & 1) == 0 ? -1 : 1), 0, columns - 1);
        int at = 3 * (y * width + x);
        convert(at, blend(u, near, far, x / 2, side), blend(v, near, far, x / 2, side));
      }
    }
  }

  private static int blend(byte[] plane, int near, int far, int column, int side) {
    return (9 * (plane[near + column] & 0xff)
            + 3 * (plane[near + side] & 0xff)
            + 3 * (plane[far + column] & 0xff)
            + (plane[far + side] & 0xff)
            + 8)
        >> 4;
  }

  private void convert(int at, int blueness, int redness) {
    int luma = ((rgb[at] & 0xff) * 19077) >> 8;
    rgb[at] = clip(luma + ((redness * 26149) >> 8) - 14234);
    rgb[at + 1] = clip(luma - ((blueness * 6419) >> 8) - ((redness * 13320) >> 8) + 8708);
    rgb[at + 2] = clip(luma + ((blueness * 33050) >> 8) - 17685);
  }

  private static byte clip(int value) {
    return (byte) Math.clamp(value >> 6, 0, 255);
  }
}
