package dev.diptych.cli.internal.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in columns that fit a width. Columns are as wide as their widest cell; where the row would
 * be wider than the terminal, the flexible columns give way, the widest first, down to a least
 * width. No line is ever wider than asked for.
 */
public final class Table {

  /** How a column behaves. */
  public enum Column {
    /** Numbers: to the right, never shortened while there is room. */
    NUMBER,
    /** Words: to the left, shortened at the end. */
    WORDS,
    /** File names: to the left, shortened in the middle. */
    PATH
  }

  private static final String GAP = "  ";
  private static final int LEAST_FLEXIBLE = 8;

  /** Characters of a cell that are laid out; the longest path of Linux has fewer. */
  private static final int MOST_SHOWN = 1 << 13;

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with a heading; give one heading per column. */
  public Table(List<String> headings, List<Column> columns) {
    this.columns = List.copyOf(columns);
    row(headings);
  }

  /** Adds a row; what could steer a terminal is taken out of its cells. */
  public void row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row of this table has %s cells, but %s came".formatted(columns.size(), cells.size()));
    }
    rows.add(cells.stream().map(Table::beginning).map(DisplayText::oneLine).toList());
  }

  /** A caption may be a megabyte long; no terminal shows more of it than this. */
  private static String beginning(String cell) {
    return cell.length() <= MOST_SHOWN ? cell : cell.substring(0, MOST_SHOWN);
  }

  /**
   * Lays the rows out.
   *
   * @param width columns of the terminal
   * @return one line per row, the heading first, none wider than {@code width}
   */
  public List<String> lines(int width) {
    int[] widths = naturalWidths();
    shrink(widths, width - GAP.length() * (columns.size() - 1));
    List<String> lines = new ArrayList<>(rows.size());
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(i == 0 ? "" : GAP).append(cell(row.get(i), columns.get(i), widths[i]));
      }
      lines.add(DisplayText.elideEnd(line.toString().stripTrailing(), width));
    }
    return lines;
  }

  private int[] naturalWidths() {
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], DisplayText.width(row.get(i)));
      }
    }
    return widths;
  }

  private void shrink(int[] widths, int room) {
    for (int excess = Arrays.stream(widths).sum() - room; excess > 0; excess--) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        boolean gives = columns.get(i) != Column.NUMBER && widths[i] > LEAST_FLEXIBLE;
        if (gives && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return; // too narrow for the table: the lines are cut at the end instead
      }
      widths[widest]--;
    }
  }

  private static String cell(String text, Column column, int width) {
    return switch (column) {
      case NUMBER -> DisplayText.padStart(text, width);
      case WORDS -> DisplayText.padEnd(DisplayText.elideEnd(text, width), width);
      case PATH -> DisplayText.padEnd(DisplayText.elideMiddle(text, width), width);
    };
  }
}
