package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImageLimits;
import java.io.IOException;
import java.util.Locale;

/**
 * Refuses pictures by the size their header states.
 *
 * @param name what messages call the picture
 * @param limits how large it may be
 */
record SizeLimit(String name, ImageLimits limits) {

  /**
   * Checks a size before anything of that size is allocated.
   *
   * @throws DiptychException TOO_LARGE above a limit
   * @throws IOException when the size is none
   */
  void check(int width, int height) throws IOException {
    if (width < 1 || height < 1) {
      throw new IOException("its header states a size of %s x %s".formatted(width, height));
    }
    long pixels = (long) width * height;
    if (pixels > limits.maxPixels()) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the picture \"%s\" has %,d x %,d pixels (%,d), but at most %,d are read; save it smaller",
              name,
              width,
              height,
              pixels,
              limits.maxPixels()));
    }
    if (Math.max(width, height) > limits.maxSide()) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the picture \"%s\" has %,d x %,d pixels, but a side may have at most %,d; save it smaller",
              name,
              width,
              height,
              limits.maxSide()));
    }
  }
}
