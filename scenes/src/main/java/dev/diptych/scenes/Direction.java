package dev.diptych.scenes;

import java.util.List;
import java.util.Optional;

/** Where one object lies as seen from another. */
public enum Direction {
  /** Nearer to the left edge. */
  LEFT("left", "to the left of", "left of"),
  /** Nearer to the right edge. */
  RIGHT("right", "to the right of", "right of"),
  /** Nearer to the top. */
  ABOVE("above", "above", "over"),
  /** Nearer to the bottom. */
  BELOW("below", "below", "under");

  /** One axis must exceed the other by this factor, else the direction is undecided. */
  private static final double DOMINANCE = 1.3;

  /** Centres nearer than this, in picture sides, have no direction. */
  private static final double LEAST_DISTANCE = .15;

  private final String word;
  private final String phrase;
  private final String otherPhrase;

  Direction(String word, String phrase, String otherPhrase) {
    this.word = word;
    this.phrase = phrase;
    this.otherPhrase = otherPhrase;
  }

  /** {@return the name in evaluation files} */
  public String word() {
    return word;
  }

  /** {@return what captions write between the two objects, any of them} */
  List<String> phrases() {
    return List.of(phrase, otherPhrase);
  }

  /** {@return where {@code object} lies as seen from {@code reference}, empty when undecided} */
  public static Optional<Direction> between(SceneObject object, SceneObject reference) {
    double dx = object.x() - reference.x();
    double dy = object.y() - reference.y();
    if (Math.abs(dx) > Math.abs(dy) * DOMINANCE && Math.abs(dx) > LEAST_DISTANCE) {
      return Optional.of(dx < 0 ? LEFT : RIGHT);
    }
    if (Math.abs(dy) > Math.abs(dx) * DOMINANCE && Math.abs(dy) > LEAST_DISTANCE) {
      return Optional.of(dy < 0 ? ABOVE : BELOW);
    }
    return Optional.empty();
  }
}
