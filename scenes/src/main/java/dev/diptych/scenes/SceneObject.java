package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/**
 * One shape of a scene. Lengths are in picture sides: x runs from 0 (left) to 1 (right), y from 0
 * (top) to 1 (bottom).
 *
 * @param shape its outline
 * @param colour its colour before jitter
 * @param size its size in words
 * @param radius its size as a length, above 0 and at most 0.5
 * @param x where its centre lies, from the left
 * @param y where its centre lies, from the top
 * @param rotation clockwise turn in radians; circles and rings do not show it
 */
public record SceneObject(
    Shape shape, Colour colour, Size size, double radius, double x, double y, double rotation) {

  /** Objects keep this distance from the picture's edge. */
  static final double MARGIN = .02;

  public SceneObject {
    if (!(radius > 0 && radius <= .5)) {
      throw refused("radius", "above 0 and at most 0.5", radius);
    }
    if (!(x >= 0 && x <= 1)) {
      throw refused("x", "from 0 to 1", x);
    }
    if (!(y >= 0 && y <= 1)) {
      throw refused("y", "from 0 to 1", y);
    }
    if (!Double.isFinite(rotation)) {
      throw refused("rotation", "finite", rotation);
    }
  }

  /** {@return whether shape and colour equal another's} */
  boolean looksLike(SceneObject other) {
    return shape == other.shape && colour == other.colour;
  }

  /** {@return whether the object keeps its distance from another, so that outlines never touch} */
  boolean isClearOf(SceneObject other) {
    return isClear(x, y, radius, other);
  }

  /** {@return whether an object of that place and radius would keep its distance from another} */
  static boolean isClear(double x, double y, double radius, SceneObject other) {
    return Math.hypot(x - other.x, y - other.y) > 1.12 * (radius + other.radius) + .02;
  }

  /** {@return whether the object keeps its distance from the picture's edge} */
  boolean isInsideFrame() {
    double least = radius + MARGIN;
    return x >= least && x <= 1 - least && y >= least && y <= 1 - least;
  }

  SceneObject withShape(Shape other) {
    return new SceneObject(other, colour, size, radius, x, y, rotation);
  }

  SceneObject withColour(Colour other) {
    return new SceneObject(shape, other, size, radius, x, y, rotation);
  }

  SceneObject withSize(Size other, double otherRadius) {
    return new SceneObject(shape, colour, other, otherRadius, x, y, rotation);
  }

  SceneObject atPlaceOf(SceneObject other) {
    return new SceneObject(shape, colour, size, radius, other.x, other.y, rotation);
  }

  private static DiptychException refused(String name, String rule, double actual) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "an object's %s must be %s, but it is %s; lengths are in picture sides"
            .formatted(name, rule, actual));
  }
}
