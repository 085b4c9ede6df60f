package dev.diptych.scenes;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The colours a scene is drawn in, each {@code 0xRRGGBB}.
 *
 * @param ground of the ground
 * @param objects of the objects, in drawing order
 */
record Palette(int ground, List<Integer> objects) {

  /** The farthest that a channel of the ground strays. */
  private static final double GROUND_JITTER = 10;

  /** The farthest that a channel of an object strays. */
  private static final double OBJECT_JITTER = 14;

  Palette {
    objects = List.copyOf(objects);
  }

  /** {@return the scene's nominal colours, each channel off by a random amount} */
  static Palette jittered(Scene scene, RandomGenerator random) {
    int ground = jitter(random, scene.background().rgb(), GROUND_JITTER);
    List<Integer> objects =
        scene.objects().stream()
            .map(object -> jitter(random, object.colour().rgb(), OBJECT_JITTER))
            .toList();
    return new Palette(ground, objects);
  }

  private static int jitter(RandomGenerator random, int rgb, double most) {
    int jittered = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double channel = (rgb >> shift & 0xff) + Draws.uniform(random, -most, most);
      jittered |= (int) Math.clamp(channel, 0, 255) << shift;
    }
    return jittered;
  }
}
