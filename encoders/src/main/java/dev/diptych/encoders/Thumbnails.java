package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.image.BoxReduction;
import dev.diptych.encoders.internal.image.JpegWriter;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.Resizer;

/** Small copies of pictures, to be shown. Thread-safe. */
public final class Thumbnails {

  private static final float QUALITY = 0.85f;

  /** By so much at least the smooth kernel shrinks; what is left to do is done before, by means. */
  private static final double SMOOTH_SHRINK = 2;

  private Thumbnails() {}

  /**
   * Makes a JPEG file of a picture, its aspect ratio kept. Small pictures are not enlarged.
   *
   * @param longSide most pixels of the longer side, at least 1
   * @throws DiptychException INVALID_REQUEST when {@code longSide} is out of range
   */
  public static byte[] thumbnailJpeg(RgbImage image, int longSide) {
    if (longSide < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a thumbnail's longer side must have at least 1 pixel, but %s were asked for"
              .formatted(longSide));
    }
    double shrink = Math.min(1, (double) longSide / Math.max(image.width(), image.height()));
    int width = Math.max(1, (int) Math.round(image.width() * shrink));
    int height = Math.max(1, (int) Math.round(image.height() * shrink));
    int factor = Math.clamp((int) (1 / shrink / SMOOTH_SHRINK), 1, BoxReduction.MOST_FACTOR);
    RgbImage small =
        Resizer.resize(BoxReduction.reduce(image, factor), width, height, Kernel.BICUBIC);
    return JpegWriter.write(width, height, small.toArray(), QUALITY);
  }
}
