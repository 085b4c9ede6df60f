package dev.diptych.encoders.internal.ocr;

/**
 * A rectangle in a picture, turned by any angle.
 *
 * @param x of its centre, in pixels from the left
 * @param y of its centre, in pixels from the top
 * @param cos of the angle between the picture's rows and the direction of its width
 * @param sin of that angle
 * @param width length along its own direction
 * @param height length across it
 */
record TextBox(double x, double y, double cos, double sin, double width, double height) {

  private static final double SHARE_ADDED = 1.6;

  /**
   * {@return the box that holds all of the text} What was found is shrunken letters' worth: the
   * model learned to mark the middle of a line, so that neighbouring lines stay apart.
   */
  TextBox grown() {
    double added = SHARE_ADDED * width * height / (2 * (width + height));
    return new TextBox(x, y, cos, sin, width + 2 * added, height + 2 * added);
  }

  /** {@return the same in a picture that is so many times as wide and as high} */
  TextBox scaled(double acrossPicture, double downPicture) {
    double alongX = cos * acrossPicture;
    double alongY = sin * downPicture;
    double along = Math.hypot(alongX, alongY);
    double across = Math.hypot(sin * acrossPicture, cos * downPicture);
    return new TextBox(
        x * acrossPicture,
        y * downPicture,
        alongX / along,
        alongY / along,
        width * along,
        height * across);
  }

  /** {@return the same box, its width in a direction so many quarters further clockwise} */
  TextBox turned(int quarters) {
    return switch (Math.floorMod(quarters, 4)) {
      case 0 -> this;
      case 1 -> new TextBox(x, y, -sin, cos, height, width);
      case 2 -> new TextBox(x, y, -cos, -sin, width, height);
      default -> new TextBox(x, y, sin, -cos, height, width);
    };
  }

  /** {@return the same box, read in the direction that is nearest to the picture's rows} */
  TextBox upright() {
    TextBox best = this;
    for (int quarters = 1; quarters < 4; quarters++) {
      TextBox other = turned(quarters);
      if (other.cos > best.cos) {
        best = other;
      }
    }
    return best;
  }
}
