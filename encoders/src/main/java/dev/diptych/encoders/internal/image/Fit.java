package dev.diptych.encoders.internal.image;

/** How a picture of any shape becomes the square that a vision tower reads. */
public enum Fit {
  /** Both sides are resampled to that of the square; the aspect ratio is not kept. */
  STRETCH,
  /**
   * The shorter side is resampled to a length, the longer one with it; the middle is cut out. Where
   * one pixel is left over, it is at the right and at the lower edge, as in Hugging Face's
   * processors.
   */
  CROP,
  /**
   * The same as torchvision crops: half a pixel is rounded to the even side, so that the one left
   * over is sometimes at the left and at the upper edge.
   */
  ROUNDED_CROP;

  /** {@return how many pixels before the square in the middle are cut off} */
  int offset(int length, int side) {
    return switch (this) {
      case STRETCH -> 0;
      case CROP -> (length - side) / 2;
      case ROUNDED_CROP -> (int) Math.rint((length - side) / 2.0);
    };
  }

  /**
   * {@return how long a side becomes, in pixels, when the shorter one becomes {@code shortest}}
   * Worked out in 64-bit floats and rounded down, as in Hugging Face's processors.
   */
  int length(int side, int other, int shortest) {
    return side <= other ? shortest : (int) ((double) ((long) shortest * side) / other);
  }
}
