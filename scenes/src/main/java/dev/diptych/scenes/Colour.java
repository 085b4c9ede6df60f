package dev.diptych.scenes;

/** The colour of an object. */
public enum Colour {
  /** Red. */
  RED("red", 214, 40, 40),
  /** Orange. */
  ORANGE("orange", 245, 130, 32),
  /** Yellow. */
  YELLOW("yellow", 250, 212, 40),
  /** Green. */
  GREEN("green", 46, 155, 70),
  /** Blue. */
  BLUE("blue", 40, 90, 210),
  /** Purple. */
  PURPLE("purple", 125, 50, 170),
  /** Pink. */
  PINK("pink", 245, 130, 185),
  /** Cyan. */
  CYAN("cyan", 50, 200, 210),
  /** Brown. */
  BROWN("brown", 125, 75, 35),
  /** Black. */
  BLACK("black", 20, 20, 20),
  /** White. */
  WHITE("white", 248, 248, 248);

  private final String word;
  private final int rgb;

  Colour(String word, int red, int green, int blue) {
    this.word = word;
    this.rgb = red << 16 | green << 8 | blue;
  }

  /** {@return the word that captions use} */
  public String word() {
    return word;
  }

  /**
   * {@return whether an object of this colour stands out from the ground well enough to be drawn}
   */
  public boolean standsOutOn(Background background) {
    return switch (background) {
      case WHITE, BEIGE -> this != WHITE;
      case BLACK -> this != BLACK && this != BROWN;
      case GRAY -> true;
      case NAVY -> this != BLACK && this != BLUE && this != PURPLE;
    };
  }

  /** {@return the colour before jitter, {@code 0xRRGGBB}} */
  int rgb() {
    return rgb;
  }
}
