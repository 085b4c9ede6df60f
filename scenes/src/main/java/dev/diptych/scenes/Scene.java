package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What is in a picture: a plain ground and one to three objects on it. Immutable and thread-safe.
 *
 * @param background the ground
 * @param objects one to three, in drawing order; copied
 */
public record Scene(Background background, List<SceneObject> objects) {

  /** The most objects of a scene. */
  static final int MOST_OBJECTS = 3;

  private static final double TURN = .25;

  /**
   * Checks and copies.
   *
   * @throws DiptychException INVALID_REQUEST when there is no object or there are more than three
   */
  public Scene {
    objects = List.copyOf(objects);
    if (objects.isEmpty() || objects.size() > MOST_OBJECTS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a scene has 1 to %s objects, but %s came".formatted(MOST_OBJECTS, objects.size()));
    }
  }

  /**
   * Draws a scene: one, two or three objects with probability 1/4, 1/2, 1/4; in 12 % of those with
   * several, all have the first one's shape and colour. Objects neither touch nor leave the
   * picture, and each colour stands out from the ground. An object that finds no room after 60
   * tries is left out, so that a scene can have fewer than drawn.
   *
   * @param random source of all choices; equal states give equal scenes
   */
  public static Scene sample(RandomGenerator random) {
    Background background = Draws.choice(random, Background.values());
    int count = drawCount(random);
    boolean alike = count > 1 && Draws.chance(random, .12);
    List<SceneObject> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<Placement> placement = Placement.draw(random, objects);
      if (placement.isEmpty()) {
        continue;
      }
      Shape shape;
      Colour colour;
      if (alike && !objects.isEmpty()) {
        shape = objects.getFirst().shape();
        colour = objects.getFirst().colour();
      } else {
        shape = Draws.choice(random, Shape.values());
        colour = drawColour(random, background);
      }
      objects.add(placement.get().of(shape, colour, drawTurn(random)));
    }
    return new Scene(background, objects);
  }

  /** {@return a rotation of an object, in radians} */
  static double drawTurn(RandomGenerator random) {
    return Draws.uniform(random, -TURN, TURN);
  }

  private static int drawCount(RandomGenerator random) {
    double share = random.nextDouble();
    return share < .25 ? 1 : share < .75 ? 2 : 3;
  }

  private static Colour drawColour(RandomGenerator random, Background background) {
    while (true) {
      Colour colour = Draws.choice(random, Colour.values());
      if (colour.standsOutOn(background)) {
        return colour;
      }
    }
  }

  /** {@return whether a picture shows every object whole and apart, each colour off its ground} */
  boolean isDrawable() {
    for (int i = 0; i < objects.size(); i++) {
      SceneObject object = objects.get(i);
      if (!object.colour().standsOutOn(background) || !object.isInsideFrame()) {
        return false;
      }
      for (int j = 0; j < i; j++) {
        if (!object.isClearOf(objects.get(j))) {
          return false;
        }
      }
    }
    return true;
  }
}
