package dev.diptych.scenes;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A size and a free place in the picture, before there is a shape to put there. */
record Placement(Size size, double radius, double x, double y) {

  private static final int TRIES = 60;

  /** {@return room for one more object beside the others, empty when 60 tries found none} */
  static Optional<Placement> draw(RandomGenerator random, List<SceneObject> others) {
    for (int i = 0; i < TRIES; i++) {
      Size size = Draws.choice(random, Size.values());
      double radius = size.drawRadius(random);
      double least = radius + SceneObject.MARGIN;
      double x = Draws.uniform(random, least, 1 - least);
      double y = Draws.uniform(random, least, 1 - least);
      if (others.stream().allMatch(other -> SceneObject.isClear(x, y, radius, other))) {
        return Optional.of(new Placement(size, radius, x, y));
      }
    }
    return Optional.empty();
  }

  SceneObject of(Shape shape, Colour colour, double rotation) {
    return new SceneObject(shape, colour, size, radius, x, y, rotation);
  }
}
