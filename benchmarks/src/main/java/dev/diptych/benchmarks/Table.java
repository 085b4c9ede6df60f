package dev.diptych.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows under named columns, printed as they come. Cells are texts, whole numbers, or real numbers,
 * which are printed with three digits and saved with all; null is a cell that does not apply. Not
 * thread-safe.
 */
public final class Table {

  private static final int LEAST_WIDTH = 7;

  private final String title;
  private final List<String> columns;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();
  private final PrintStream out;

  Table(String title, List<String> columns, PrintStream out) {
    this.title = title;
    this.columns = List.copyOf(columns);
    this.out = out;
    out.println();
    out.println(title);
    printLine(columns);
  }

  /** Adds a row and prints it. {@return this} */
  public Table row(@Nullable Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of \"%s\" has %s cells, but got %s"
              .formatted(title, columns.size(), cells.length));
    }
    for (Object cell : cells) {
      if (cell instanceof Double number && !Double.isFinite(number)) {
        throw new IllegalArgumentException(
            "a cell of \"%s\" must be finite: %s".formatted(title, Arrays.asList(cells)));
      }
    }
    List<@Nullable Object> row = new ArrayList<>();
    Collections.addAll(row, cells);
    rows.add(Collections.unmodifiableList(row));
    printLine(row.stream().map(Table::text).toList());
    return this;
  }

  String title() {
    return title;
  }

  List<String> columns() {
    return columns;
  }

  List<List<@Nullable Object>> rows() {
    return rows;
  }

  private void printLine(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(LEAST_WIDTH, columns.get(i).length()) + 2;
      line.append(" ".repeat(Math.max(2, width - cells.get(i).length()))).append(cells.get(i));
    }
    out.println(line);
    out.flush();
  }

  /** {@return a cell as people read it} */
  static String text(@Nullable Object cell) {
    return switch (cell) {
      case null -> "-";
      case Double number -> text(number.doubleValue());
      case Float number -> text(number.doubleValue());
      default -> cell.toString();
    };
  }

  private static String text(double number) {
    double size = Math.abs(number);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.2f" : "%.0e";
    return number == 0 ? "0" : String.format(Locale.ROOT, format, number);
  }
}
