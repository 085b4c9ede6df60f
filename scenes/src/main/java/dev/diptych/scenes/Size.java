package dev.diptych.scenes;

import java.util.random.RandomGenerator;

/** How large an object is; captions name every size but {@link #MEDIUM}. */
public enum Size {
  /** About an eighth of the picture's side, as radius. */
  SMALL("small", .12),
  /** About a sixth of the picture's side, as radius. */
  MEDIUM("medium", .165),
  /** About a fifth of the picture's side, as radius; captions also write "big". */
  LARGE("large", .215);

  /** The farthest a drawn radius lies from the size's own, as a share of it. */
  private static final double SPREAD = .08;

  private final String word;
  private final double radius;

  Size(String word, double radius) {
    this.word = word;
    this.radius = radius;
  }

  /** {@return the word that captions use} */
  public String word() {
    return word;
  }

  /** {@return a radius of this size, in picture sides: the size's own, at most 8 % off} */
  double drawRadius(RandomGenerator random) {
    return radius * Draws.uniform(random, 1 - SPREAD, 1 + SPREAD);
  }
}
