package dev.diptych.scenes;

/** The plain ground of a scene. */
public enum Background {
  /** Nearly white. */
  WHITE("white", 240, 240, 240),
  /** Nearly black. */
  BLACK("black", 28, 28, 30),
  /** Middle gray; captions also write "grey". */
  GRAY("gray", 128, 128, 130),
  /** Sand. */
  BEIGE("beige", 226, 210, 180),
  /** Dark blue. */
  NAVY("navy", 24, 34, 78);

  private final String word;
  private final int rgb;

  Background(String word, int red, int green, int blue) {
    this.word = word;
    this.rgb = red << 16 | green << 8 | blue;
  }

  /** {@return the word that captions use} */
  public String word() {
    return word;
  }

  /** {@return the colour before jitter, {@code 0xRRGGBB}} */
  int rgb() {
    return rgb;
  }
}
