package dev.diptych.encoders;

/**
 * A picture as it was decoded. Large ones are decoded smaller than their files have them: each
 * pixel is then the mean of a square of the file's pixels.
 *
 * @param pixels the samples, upright
 * @param width pixels from left to right that the file has, at least as many as {@code pixels}
 * @param height pixels from top to bottom that the file has, at least as many as {@code pixels}
 */
public record DecodedImage(RgbImage pixels, int width, int height) {

  public DecodedImage {
    if (width < pixels.width() || height < pixels.height()) {
      throw new IllegalArgumentException(
          "a picture of %s x %s cannot have been decoded to %s x %s"
              .formatted(width, height, pixels.width(), pixels.height()));
    }
  }
}
