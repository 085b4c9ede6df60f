package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caption claims, so that its truth can be decided. A scene may hold more than is named: "a
 * red circle" is true of a red circle beside a blue square. Immutable and thread-safe.
 *
 * @param objects patterns that distinct objects of the scene must match, empty where {@code count}
 *     says it all; copied
 * @param relation how two of the named objects lie, null when not said
 * @param background the ground, null when not said
 * @param position where one of the named objects is, null when not said
 * @param count how many objects match one pattern, null when not said; it then stands for {@code
 *     objects}, {@code relation} and {@code position}
 */
public record Meaning(
    List<ObjectPattern> objects,
    @Nullable Relation relation,
    @Nullable Background background,
    @Nullable Position position,
    @Nullable Count count) {

  /**
   * Two named objects and how they lie.
   *
   * @param object index of a pattern
   * @param reference index of another pattern
   * @param direction where the object lies as seen from the reference
   */
  public record Relation(int object, int reference, Direction direction) {}

  /**
   * A named object and where it is.
   *
   * @param object index of a pattern
   * @param place the field of the picture
   */
  public record Position(int object, Place place) {}

  /**
   * Several objects that match one pattern.
   *
   * @param pattern what they have in common
   * @param atLeast how many there must be, or more
   */
  public record Count(ObjectPattern pattern, int atLeast) {}

  /**
   * Checks and copies.
   *
   * @throws DiptychException INVALID_REQUEST when a relation or position names no pattern
   */
  public Meaning {
    objects = List.copyOf(objects);
    if (relation != null) {
      checkIndex("relation", relation.object(), objects.size());
      checkIndex("relation", relation.reference(), objects.size());
    }
    if (position != null) {
      checkIndex("position", position.object(), objects.size());
    }
  }

  private static void checkIndex(String part, int index, int size) {
    if (index < 0 || index >= size) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a meaning's %s must name one of its %s objects, counted from 0, but it names %s"
              .formatted(part, size, index));
    }
  }

  /**
   * {@return whether the claim holds of the scene} True when distinct objects of the scene can be
   * given to the patterns so that everything said is so; at most 6 assignments are tried.
   */
  public boolean isTrueOf(Scene scene) {
    if (background != null && background != scene.background()) {
      return false;
    }
    if (count != null) {
      ObjectPattern pattern = count.pattern();
      return scene.objects().stream().filter(pattern::matches).count() >= count.atLeast();
    }
    return canAssign(0, new int[objects.size()], scene.objects());
  }

  private boolean canAssign(int next, int[] chosen, List<SceneObject> candidates) {
    if (next == chosen.length) {
      return holds(chosen, candidates);
    }
    for (int j = 0; j < candidates.size(); j++) {
      if (isFree(j, chosen, next) && objects.get(next).matches(candidates.get(j))) {
        chosen[next] = j;
        if (canAssign(next + 1, chosen, candidates)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isFree(int candidate, int[] chosen, int length) {
    for (int i = 0; i < length; i++) {
      if (chosen[i] == candidate) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(int[] chosen, List<SceneObject> candidates) {
    if (relation != null) {
      SceneObject object = candidates.get(chosen[relation.object()]);
      SceneObject reference = candidates.get(chosen[relation.reference()]);
      if (Direction.between(object, reference).orElse(null) != relation.direction()) {
        return false;
      }
    }
    return position == null
        || Place.of(candidates.get(chosen[position.object()])) == position.place();
  }

  Meaning withBackground(Background other) {
    return new Meaning(objects, relation, other, position, count);
  }
}
