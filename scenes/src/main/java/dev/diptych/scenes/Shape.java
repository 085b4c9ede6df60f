package dev.diptych.scenes;

/** The outline of an object. */
public enum Shape {
  /** A filled disc. */
  CIRCLE("circle", "circles"),
  /** A square whose half side is 0.86 radii. */
  SQUARE("square", "squares"),
  /** An equilateral triangle, tip up. */
  TRIANGLE("triangle", "triangles"),
  /** A five-pointed star, tip up. */
  STAR("star", "stars"),
  /** A heart, tip down. */
  HEART("heart", "hearts"),
  /** A disc with a round hole of 0.55 radii. */
  RING("ring", "rings"),
  /** An upright cross with arms of equal length. */
  CROSS("cross", "crosses"),
  /** A rhombus, higher than wide. */
  DIAMOND("diamond", "diamonds");

  private final String word;
  private final String plural;

  Shape(String word, String plural) {
    this.word = word;
    this.plural = plural;
  }

  /** {@return the word for one of them, as captions write it} */
  public String word() {
    return word;
  }

  /** {@return the word for several of them, as captions write it} */
  public String plural() {
    return plural;
  }
}
