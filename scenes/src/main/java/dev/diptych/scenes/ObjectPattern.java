package dev.diptych.scenes;

import org.jspecify.annotations.Nullable;

/**
 * What a caption says of one object; null where it says nothing.
 *
 * @param size the size it names
 * @param colour the colour it names
 * @param shape the shape it names
 */
public record ObjectPattern(@Nullable Size size, @Nullable Colour colour, @Nullable Shape shape) {

  /** {@return whether all that is said is so} */
  public boolean matches(SceneObject object) {
    return (size == null || size == object.size())
        && (colour == null || colour == object.colour())
        && (shape == null || shape == object.shape());
  }
}
