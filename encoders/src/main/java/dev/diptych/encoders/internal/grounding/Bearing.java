package dev.diptych.encoders.internal.grounding;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/*
 * What a relation's own row does not tell
 *
 * Whether "left" is true of two things is decided by where both are, and the model's row for the
 * word tells it badly. Where both are is known, from the looks of their phrases. So the words of
 * directions are checked against these: the thing before the word must lie further to that side than
 * the one behind it.
 *
 * Where two things of the picture fit a phrase, its look is on both, and their middle may lie
 * anywhere. Where the middles lie nearly level, nothing is said.
 */
/** Where one thing lies as seen from another, for the words that say so. */
enum Bearing {
  LEFT(-1, 0),
  RIGHT(1, 0),
  ABOVE(0, -1),
  BELOW(0, 1);

  /** English words, and whether "of" must follow: a right hand is on no side. */
  private record Meant(Bearing bearing, boolean withOf) {}

  private static final Map<String, Meant> WORDS =
      Map.of(
          "left", new Meant(LEFT, true),
          "right", new Meant(RIGHT, true),
          "above", new Meant(ABOVE, false),
          "over", new Meant(ABOVE, false),
          "below", new Meant(BELOW, false),
          "under", new Meant(BELOW, false),
          "beneath", new Meant(BELOW, false));

  /** For each side of the picture between two middles; see docs/models.md for what it gives. */
  private static final double STEEPNESS = 30;

  /** Sides of the picture by which two middles differ at least where it tells anything. */
  private static final double LEVEL = .03;

  private final int right;
  private final int down;

  Bearing(int right, int down) {
    this.right = right;
    this.down = down;
  }

  /** {@return what a word says of the thing before it and the one behind it; empty for nothing} */
  static Optional<Bearing> of(Word word, Sentence sentence) {
    return Optional.ofNullable(WORDS.get(word.pieces().word().toLowerCase(Locale.ROOT)))
        .filter(meant -> !meant.withOf() || sentence.isFollowedBy(word, "of"))
        .map(Meant::bearing);
  }

  /**
   * {@return how likely the first lies so as seen from the second; empty where both lie about
   * level}
   *
   * @param columns of the patches, which go row by row
   */
  OptionalDouble likelihood(float[] first, float[] second, int columns) {
    double further = along(first, columns) - along(second, columns);
    return Math.abs(further) < LEVEL
        ? OptionalDouble.empty()
        : OptionalDouble.of(1 / (1 + Math.exp(-STEEPNESS * further)));
  }

  /** How far the middle of a look lies towards this side, in sides of the picture. */
  private double along(float[] look, int columns) {
    int rows = look.length / columns;
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < look.length; i++) {
      int row = i / columns;
      double x = (i - row * columns + .5) / columns;
      double y = (row + .5) / rows;
      sum += look[i] * (right * x + down * y);
      weights += look[i];
    }
    return weights > 0 ? sum / weights : 0;
  }
}
