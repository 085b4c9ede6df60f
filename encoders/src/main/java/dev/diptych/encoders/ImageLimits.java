package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Locale;

/**
 * How large a picture may be that is decoded at all. Size is checked before any pixel is.
 *
 * @param maxBytes bytes of the file, at least 1
 * @param maxPixels width times height, 1 to 700 million
 * @param maxSide pixels of the longer side, at least 1
 */
public record ImageLimits(long maxBytes, long maxPixels, int maxSide) {

  /** 100 MB, 250 megapixels, 65,535 pixels a side: above what cameras make. */
  public static final ImageLimits DEFAULT = new ImageLimits(100_000_000, 250_000_000, 65_535);

  /** Samples of a picture are one array, which holds this many at most. */
  private static final long MOST_PIXELS = 700_000_000;

  /** {@return these limits with another number of pixels} */
  public ImageLimits withMaxPixels(long pixels) {
    return new ImageLimits(maxBytes, pixels, maxSide);
  }

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxPixels > MOST_PIXELS || maxSide < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          String.format(
              Locale.ROOT,
              "image limits need bytes >= 1, pixels from 1 to %,d and a side >= 1, but were %,d, %,d, %,d",
              MOST_PIXELS,
              maxBytes,
              maxPixels,
              maxSide));
    }
  }
}
