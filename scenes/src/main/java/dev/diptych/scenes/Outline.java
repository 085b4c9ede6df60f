package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.awt.Polygon;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/** The corners of the shapes that are polygons; by StrictMath, so that they agree everywhere. */
final class Outline {

  private static final int HEART_CORNERS = 40;
  private static final int ELLIPSE_CORNERS = 720;

  private Outline() {}

  /** A corner in radii, seen from the centre of an object that is not turned; y runs down. */
  private record Corner(double x, double y) {}

  /** {@return the object's corners in a picture of the given side, cut to whole pixels} */
  static Polygon of(SceneObject object, int side) {
    double cos = StrictMath.cos(object.rotation());
    double sin = StrictMath.sin(object.rotation());
    Polygon polygon = new Polygon();
    for (Corner corner : corners(object.shape())) {
      double x = object.x() + object.radius() * (corner.x * cos - corner.y * sin);
      double y = object.y() + object.radius() * (corner.x * sin + corner.y * cos);
      polygon.addPoint((int) (x * side), (int) (y * side));
    }
    return polygon;
  }

  /**
   * {@return an ellipse that touches the four sides of a box} It is a polygon of many corners,
   * because Java2D flattens true curves too coarsely when it does not smooth.
   */
  static Path2D ellipse(int left, int top, int right, int bottom) {
    double radiusX = (right - left) / 2.0;
    double radiusY = (bottom - top) / 2.0;
    Path2D path = new Path2D.Double();
    for (int i = 0; i < ELLIPSE_CORNERS; i++) {
      double angle = 2 * Math.PI * i / ELLIPSE_CORNERS;
      double x = left + radiusX + radiusX * StrictMath.cos(angle);
      double y = top + radiusY + radiusY * StrictMath.sin(angle);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    return path;
  }

  private static List<Corner> corners(Shape shape) {
    return switch (shape) {
      case SQUARE -> square(.86);
      case TRIANGLE -> onCircle(3, 1, 1);
      case STAR -> onCircle(10, 1.1, .45);
      case HEART -> heart();
      case CROSS -> cross(.36);
      case DIAMOND ->
          List.of(
              new Corner(0, -1.15), new Corner(.72, 0), new Corner(0, 1.15), new Corner(-.72, 0));
      case CIRCLE, RING ->
          throw new DiptychException(
              ErrorCode.INTERNAL, "only polygons have corners, but a %s came".formatted(shape));
    };
  }

  private static List<Corner> square(double half) {
    return List.of(
        new Corner(-half, -half),
        new Corner(half, -half),
        new Corner(half, half),
        new Corner(-half, half));
  }

  /** Corners at equal angles, from the top clockwise, on an outer and an inner circle in turn. */
  private static List<Corner> onCircle(int count, double outer, double inner) {
    List<Corner> corners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double angle = 2 * Math.PI * i / count;
      double radius = i % 2 == 0 ? outer : inner;
      corners.add(new Corner(radius * StrictMath.sin(angle), -radius * StrictMath.cos(angle)));
    }
    return corners;
  }

  private static List<Corner> cross(double a) {
    return List.of(
        new Corner(-a, -1),
        new Corner(a, -1),
        new Corner(a, -a),
        new Corner(1, -a),
        new Corner(1, a),
        new Corner(a, a),
        new Corner(a, 1),
        new Corner(-a, 1),
        new Corner(-a, a),
        new Corner(-1, a),
        new Corner(-1, -a),
        new Corner(-a, -a));
  }

  private static List<Corner> heart() {
    List<Corner> corners = new ArrayList<>();
    for (int i = 0; i < HEART_CORNERS; i++) {
      double t = 2 * Math.PI * i / (HEART_CORNERS - 1);
      double sin = StrictMath.sin(t);
      double y =
          13 * StrictMath.cos(t)
              - 5 * StrictMath.cos(2 * t)
              - 2 * StrictMath.cos(3 * t)
              - StrictMath.cos(4 * t);
      corners.add(new Corner(sin * sin * sin, -y / 16));
    }
    return corners;
  }
}
