package dev.diptych.encoders.internal.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts what was read in the order in which people read who turn the picture so that its text stands
 * upright: rows from the top, each from the left.
 */
final class ReadingOrder {

  /** Where lines run so differently that none is the usual way, the picture's own is. */
  private static final double AGREEMENT = 0.5;

  private final double cos;
  private final double sin;

  private ReadingOrder(double cos, double sin) {
    this.cos = cos;
    this.sin = sin;
  }

  /** A line where it stands, its box running the way it is read. */
  record Placed(TextBox box, String text, double confidence) {}

  /** {@return the rows} */
  static List<List<Placed>> rows(List<Placed> lines) {
    return usual(lines).inRows(lines);
  }

  /** The way in which lines run, long ones counting more. */
  private static ReadingOrder usual(List<Placed> lines) {
    double x = 0;
    double y = 0;
    double all = 0;
    for (Placed line : lines) {
      x += line.box().cos() * line.box().width();
      y += line.box().sin() * line.box().width();
      all += line.box().width();
    }
    double length = Math.hypot(x, y);
    return length > AGREEMENT * all
        ? new ReadingOrder(x / length, y / length)
        : new ReadingOrder(1, 0);
  }

  private double along(Placed line) {
    return line.box().x() * cos + line.box().y() * sin;
  }

  private double down(Placed line) {
    return line.box().y() * cos - line.box().x() * sin;
  }

  private List<List<Placed>> inRows(List<Placed> lines) {
    List<List<Placed>> rows = new ArrayList<>();
    for (Placed line : lines.stream().sorted(Comparator.comparingDouble(this::down)).toList()) {
      if (!rows.isEmpty() && isBeside(rows.getLast().getLast(), line)) {
        rows.getLast().add(line);
      } else {
        rows.add(new ArrayList<>(List.of(line)));
      }
    }
    rows.forEach(row -> row.sort(Comparator.comparingDouble(this::along)));
    return rows;
  }

  private boolean isBeside(Placed one, Placed other) {
    return Math.abs(down(one) - down(other))
        < Math.min(one.box().height(), other.box().height()) / 2;
  }
}
