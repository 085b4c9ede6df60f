package dev.diptych.scenes;

/** One of the nine fields of a picture, thirds by thirds; an object is where its centre is. */
public enum Place {
  /** Top left third. */
  TOP_LEFT("top", "left"),
  /** Top middle third. */
  TOP("top", ""),
  /** Top right third. */
  TOP_RIGHT("top", "right"),
  /** Middle left third. */
  LEFT("", "left"),
  /** Middle third. */
  CENTRE("", ""),
  /** Middle right third. */
  RIGHT("", "right"),
  /** Bottom left third. */
  BOTTOM_LEFT("bottom", "left"),
  /** Bottom middle third. */
  BOTTOM("bottom", ""),
  /** Bottom right third. */
  BOTTOM_RIGHT("bottom", "right");

  private final String vertical;
  private final String horizontal;

  Place(String vertical, String horizontal) {
    this.vertical = vertical;
    this.horizontal = horizontal;
  }

  /** {@return where an object is} */
  public static Place of(SceneObject object) {
    Place[] places = values();
    return places[3 * third(object.y()) + third(object.x())];
  }

  private static int third(double coordinate) {
    return coordinate < .33 ? 0 : coordinate > .67 ? 2 : 1;
  }

  /** {@return "top", "bottom" or nothing} */
  String vertical() {
    return vertical;
  }

  /** {@return "left", "right" or nothing} */
  String horizontal() {
    return horizontal;
  }

  /** {@return the words that captions use} */
  String phrase() {
    if (vertical.isEmpty()) {
      return horizontal.isEmpty() ? "in the center" : "on the " + horizontal;
    }
    return horizontal.isEmpty()
        ? "at the " + vertical
        : "in the %s %s corner".formatted(vertical, horizontal);
  }
}
