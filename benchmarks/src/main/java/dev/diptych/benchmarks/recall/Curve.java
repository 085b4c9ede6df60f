package dev.diptych.benchmarks.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How long an engine takes for which recall, from little effort to much. */
final class Curve {

  private record Point(double recall, double millis) {}

  private final List<Point> points = new ArrayList<>();

  void add(double recall, double millis) {
    points.add(new Point(recall, millis));
  }

  /**
   * The time for a recall: between two points that enclose it in proportion; where the first point
   * is beyond, that one's. Empty when no point reaches it.
   */
  OptionalDouble millisAt(double recall) {
    for (int i = 0; i < points.size(); i++) {
      Point reached = points.get(i);
      if (reached.recall() >= recall) {
        if (i == 0) {
          return OptionalDouble.of(reached.millis());
        }
        Point before = points.get(i - 1);
        double share = (recall - before.recall()) / (reached.recall() - before.recall());
        return OptionalDouble.of(before.millis() + share * (reached.millis() - before.millis()));
      }
    }
    return OptionalDouble.empty();
  }
}
