package dev.diptych.encoders.internal.image;

/** How a picture of any shape becomes the square that a vision tower reads. */
public enum Fit {
  /** Both sides are resampled to that of the square; the aspect ratio is not kept. */
  STRETCH,
  /** The shorter side is resampled to a length, the longer one with it; the middle is cut out. */
  CROP;

  /**
   * {@return how long a side becomes, in pixels, when the shorter one becomes {@code shortest}}
   * Worked out in 64-bit floats and rounded down, as in Hugging Face's processors.
   */
  int length(int side, int other, int shortest) {
    return side <= other ? shortest : (int) ((double) ((long) shortest * side) / other);
  }
}
