package dev.diptych.scenes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * A look-alike of a scene: one small change, drawn as easily as the original, with a caption that
 * is true of the look-alike and false of the original. Such pairs tell a model that reads where
 * things are from one that only reads which things there are.
 *
 * @param scene the look-alike
 * @param caption true of the look-alike, false of the original
 * @param change what was changed
 */
public record NearMiss(Scene scene, Caption caption, Change change) {

  /** What makes a look-alike differ from its original. */
  public enum Change {
    /** Two objects exchange their colours. */
    COLOURS_SWAPPED,
    /** Two objects exchange their shapes. */
    SHAPES_SWAPPED,
    /** Two objects exchange their places. */
    PLACES_SWAPPED,
    /** One object has another colour. */
    OTHER_COLOUR,
    /** One object has another shape. */
    OTHER_SHAPE,
    /** The ground has another colour. */
    OTHER_BACKGROUND,
    /** One object has another size. */
    OTHER_SIZE;

    /** {@return whether the look-alike is made of the same parts, in other hands} */
    public boolean isSwap() {
      return this == COLOURS_SWAPPED || this == SHAPES_SWAPPED || this == PLACES_SWAPPED;
    }
  }

  private static final int TRIES = 12;

  /**
   * Draws a look-alike whose caption is false of the original. Most have two things swapped;
   * changes that cannot be drawn (shapes that would touch, a colour lost on its ground) are not
   * taken.
   *
   * @param random source of all choices
   * @param original the scene to resemble
   * @return empty when 12 tries found none
   */
  public static Optional<NearMiss> of(RandomGenerator random, Scene original) {
    for (int i = 0; i < TRIES; i++) {
      Optional<NearMiss> candidate = draw(random, original);
      if (candidate.isPresent()) {
        return candidate;
      }
    }
    return Optional.empty();
  }

  /**
   * As {@link #of(RandomGenerator, Scene)}, and a given caption of the original is false of the
   * look-alike: neither sentence fits the other's picture.
   *
   * @param random source of all choices
   * @param original the scene to resemble
   * @param caption a caption of the original
   * @return empty when 12 tries found none
   */
  public static Optional<NearMiss> of(RandomGenerator random, Scene original, Caption caption) {
    for (int i = 0; i < TRIES; i++) {
      Optional<NearMiss> candidate = draw(random, original);
      if (candidate.isPresent() && !caption.isTrueOf(candidate.get().scene())) {
        return candidate;
      }
    }
    return Optional.empty();
  }

  private static Optional<NearMiss> draw(RandomGenerator random, Scene original) {
    Change change = drawChange(random, original);
    Scene scene = apply(change, random, original);
    if (!scene.isDrawable()) {
      return Optional.empty();
    }
    Caption caption = Caption.of(random, scene, true);
    return caption.isTrueOf(original)
        ? Optional.empty()
        : Optional.of(new NearMiss(scene, caption, change));
  }

  private static Change drawChange(RandomGenerator random, Scene original) {
    double share = random.nextDouble();
    if (original.objects().size() > 1 && share < .35) {
      return random.nextBoolean() ? Change.COLOURS_SWAPPED : Change.SHAPES_SWAPPED;
    }
    if (original.objects().size() > 1 && share < .6) {
      return Change.PLACES_SWAPPED;
    }
    if (share < .75) {
      return Change.OTHER_COLOUR;
    }
    if (share < .9) {
      return Change.OTHER_SHAPE;
    }
    return share < .95 ? Change.OTHER_BACKGROUND : Change.OTHER_SIZE;
  }

  private static Scene apply(Change change, RandomGenerator random, Scene scene) {
    return switch (change) {
      case COLOURS_SWAPPED -> swap(random, scene, (a, b) -> a.withColour(b.colour()));
      case SHAPES_SWAPPED -> swap(random, scene, (a, b) -> a.withShape(b.shape()));
      case PLACES_SWAPPED -> swap(random, scene, SceneObject::atPlaceOf);
      case OTHER_COLOUR -> {
        Colour colour = Draws.choice(random, Colour.values());
        yield replaceOne(random, scene, (object, ignored) -> object.withColour(colour));
      }
      case OTHER_SHAPE -> {
        Shape shape = Draws.choice(random, Shape.values());
        yield replaceOne(random, scene, (object, ignored) -> object.withShape(shape));
      }
      case OTHER_BACKGROUND ->
          new Scene(Draws.choice(random, Background.values()), scene.objects());
      case OTHER_SIZE -> {
        Size size = random.nextBoolean() ? Size.SMALL : Size.LARGE;
        yield replaceOne(random, scene, (object, r) -> object.withSize(size, size.drawRadius(r)));
      }
    };
  }

  private static Scene swap(
      RandomGenerator random, Scene scene, BiFunction<SceneObject, SceneObject, SceneObject> take) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < scene.objects().size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    List<SceneObject> objects = new ArrayList<>(scene.objects());
    SceneObject one = objects.get(order.get(0));
    SceneObject other = objects.get(order.get(1));
    objects.set(order.get(0), take.apply(one, other));
    objects.set(order.get(1), take.apply(other, one));
    return new Scene(scene.background(), objects);
  }

  private static Scene replaceOne(
      RandomGenerator random,
      Scene scene,
      BiFunction<SceneObject, RandomGenerator, SceneObject> replace) {
    List<SceneObject> objects = new ArrayList<>(scene.objects());
    int index = random.nextInt(objects.size());
    objects.set(index, replace.apply(objects.get(index), random));
    return new Scene(scene.background(), objects);
  }
}
