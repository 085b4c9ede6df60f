package dev.diptych.scenes;

import java.util.List;
import java.util.random.RandomGenerator;

/** The random choices that scenes and captions are made of. */
final class Draws {

  private Draws() {}

  /** {@return true with the given probability} */
  static boolean chance(RandomGenerator random, double probability) {
    return random.nextDouble() < probability;
  }

  /** {@return a number of {@code [low, high)}, all equally likely} */
  static double uniform(RandomGenerator random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** {@return one of the choices, all equally likely} */
  static <T> T choice(RandomGenerator random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** {@return one of the choices, all equally likely} */
  static <T> T choice(RandomGenerator random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
