package dev.diptych.cli.chaos;

import java.util.Random;

/**
 * How long the trials go on: a short form in every build, the full one with {@code -Pchaos}.
 *
 * <p>{@code -Ddiptych.chaos.seed=N} repeats the trials of another run, whose seed is in the text of
 * its failures.
 */
final class Scale {

  /** The seed of every trial. */
  static final long SEED = Long.getLong("diptych.chaos.seed", 1L);

  private Scale() {}

  /** {@return the first number in every build, the second with {@code -Pchaos}} */
  static int of(int inEveryBuild, int inFull) {
    return isFull() ? inFull : inEveryBuild;
  }

  static boolean isFull() {
    return Boolean.getBoolean("diptych.chaos.full");
  }

  /** {@return numbers that are the same in every run with this seed} */
  static Random random(int trial) {
    return new Random(SEED * 31 + trial);
  }
}
