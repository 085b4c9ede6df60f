package dev.diptych.scenes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The scenes around {@link DemoCorpus#QUERY}: some where it is true, and more where the same words
 * fit in another order. A model that only knows which things are there cannot tell them apart. The
 * orders that the embedded model's first stage confuses most are drawn most often.
 */
final class QueryGroup {

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant(Colour.RED, Shape.CIRCLE, Direction.LEFT, Colour.BLUE, Shape.SQUARE, 6),
          new Variant(Colour.RED, Shape.CIRCLE, Direction.RIGHT, Colour.BLUE, Shape.SQUARE, 5),
          new Variant(Colour.BLUE, Shape.CIRCLE, Direction.LEFT, Colour.RED, Shape.SQUARE, 5),
          new Variant(Colour.RED, Shape.SQUARE, Direction.LEFT, Colour.BLUE, Shape.CIRCLE, 16),
          new Variant(Colour.RED, Shape.CIRCLE, Direction.ABOVE, Colour.BLUE, Shape.SQUARE, 14),
          new Variant(Colour.RED, Shape.CIRCLE, Direction.BELOW, Colour.BLUE, Shape.SQUARE, 6),
          new Variant(Colour.RED, Shape.RING, Direction.LEFT, Colour.BLUE, Shape.SQUARE, 3),
          new Variant(Colour.RED, Shape.CIRCLE, Direction.LEFT, Colour.BLUE, Shape.DIAMOND, 2),
          new Variant(Colour.RED, Shape.CIRCLE, Direction.LEFT, Colour.PURPLE, Shape.SQUARE, 3));

  private QueryGroup() {}

  /** Two objects and how they lie, and how many scenes to draw of them. */
  private record Variant(
      Colour colour,
      Shape shape,
      Direction direction,
      Colour otherColour,
      Shape otherShape,
      int scenes) {

    Scene draw(RandomGenerator random) {
      while (true) {
        Background background = Draws.choice(random, Background.values());
        if (colour.standsOutOn(background) && otherColour.standsOutOn(background)) {
          Optional<Scene> scene = tryDraw(random, background);
          if (scene.isPresent()) {
            return scene.get();
          }
        }
      }
    }

    private Optional<Scene> tryDraw(RandomGenerator random, Background background) {
      List<SceneObject> objects = new ArrayList<>();
      Placement.draw(random, objects)
          .ifPresent(place -> objects.add(place.of(shape, colour, Scene.drawTurn(random))));
      Placement.draw(random, objects)
          .ifPresent(
              place -> objects.add(place.of(otherShape, otherColour, Scene.drawTurn(random))));
      boolean asWanted =
          objects.size() == 2
              && Direction.between(objects.get(0), objects.get(1))
                  .filter(direction::equals)
                  .isPresent();
      return asWanted ? Optional.of(new Scene(background, objects)) : Optional.empty();
    }
  }

  /** {@return the scenes, first those where the sentence is true} */
  static List<Scene> draw(RandomGenerator random) {
    List<Scene> scenes = new ArrayList<>();
    for (Variant variant : VARIANTS) {
      for (int i = 0; i < variant.scenes(); i++) {
        scenes.add(variant.draw(random));
      }
    }
    return scenes;
  }

  /** {@return what {@link DemoCorpus#QUERY} claims} */
  static Meaning queryMeaning() {
    ObjectPattern redCircle = new ObjectPattern(null, Colour.RED, Shape.CIRCLE);
    ObjectPattern blueSquare = new ObjectPattern(null, Colour.BLUE, Shape.SQUARE);
    Meaning.Relation relation = new Meaning.Relation(0, 1, Direction.LEFT);
    return new Meaning(List.of(redCircle, blueSquare), relation, null, null, null);
  }
}
