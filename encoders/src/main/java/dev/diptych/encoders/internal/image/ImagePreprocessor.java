package dev.diptych.encoders.internal.image;

import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import java.util.Arrays;

/**
 * Turns pictures into what a vision tower reads: {@code u8 [h,w,3] -> f32 [3,S,S]}. Immutable and
 * thread-safe.
 */
public final class ImagePreprocessor {

  private final PreprocessConfig config;

  /** What each of the 256 sample values becomes, {@code f32 [3][256]}. */
  private final float[][] normalised = new float[3][256];

  /** A preprocessor that does what the configuration says. */
  public ImagePreprocessor(PreprocessConfig config) {
    this.config = config;
    for (int channel = 0; channel < 3; channel++) {
      float mean = config.mean().get(channel);
      float std = config.std().get(channel);
      for (int sample = 0; sample < 256; sample++) {
        // The product is rounded to f32 before the mean goes off, as in the reference.
        float rescaled = (float) (sample * config.rescale());
        normalised[channel][sample] = (rescaled - mean) / std;
      }
    }
  }

  /** {@return the side S of the square that the vision tower reads, in pixels} */
  public int side() {
    return config.side();
  }

  private RgbImage square(RgbImage image) {
    int side = config.side();
    return switch (config.fit()) {
      case STRETCH -> Resizer.resize(image, side, side, config.kernel());
      case CROP, ROUNDED_CROP ->
          Resizer.resizeAndCrop(image, config.fit(), config.shortest(), side, config.kernel());
    };
  }

  /** Resizes and normalises one picture. Most of the cost is the resizing. */
  public PixelValues apply(RgbImage image) {
    return inCorner(square(image), config.side());
  }

  /** {@return how to resample} */
  public Kernel kernel() {
    return config.kernel();
  }

  /**
   * Normalises a picture of any shape, for models that read it so: it lies in the upper left corner
   * of a square, and what is beyond is NaN.
   *
   * @param picture as resized, no side longer than the square's
   * @param side of the square, in pixels
   */
  public PixelValues inCorner(RgbImage picture, int side) {
    float[] values = new float[3 * side * side];
    if (picture.width() < side || picture.height() < side) {
      Arrays.fill(values, Float.NaN);
    }
    byte[] row = new byte[3 * picture.width()];
    for (int y = 0; y < picture.height(); y++) {
      picture.copyRow(y, row);
      for (int channel = 0; channel < 3; channel++) {
        float[] table = normalised[channel];
        int at = (channel * side + y) * side;
        for (int x = 0; x < picture.width(); x++) {
          values[at + x] = table[row[3 * x + channel] & 0xff];
        }
      }
    }
    return PixelValues.of(side, values);
  }
}
