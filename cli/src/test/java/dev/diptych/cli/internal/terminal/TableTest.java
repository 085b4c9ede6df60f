package dev.diptych.cli.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.cli.internal.terminal.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TableTest {

  private static final List<String> ALPHABET =
      List.of("a", "Z", "/", ".", " ", "é", "e\u0301", "日", "🐶", "👩‍👩‍👧", "\n", "\u001b", "ﾊ");

  private static final List<Column> KINDS = List.of(Column.NUMBER, Column.WORDS, Column.PATH);

  @Test
  void lines_anyCellsAndWidths_neverWiderThanTheTerminal() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Column> columns = new ArrayList<>();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        columns.add(KINDS.get(random.nextInt(KINDS.size())));
      }
      Table table = new Table(cells(random, columns.size()), columns);
      int rows = random.nextInt(6);
      for (int i = 0; i < rows; i++) {
        table.row(cells(random, columns.size()));
      }
      int width = 1 + random.nextInt(120);
      assertThat(table.lines(width))
          .as("seed %s, width %s", seed, width)
          .hasSize(rows + 1)
          .allMatch(line -> DisplayText.width(line) <= width)
          .noneMatch(line -> line.contains("\n") || line.contains("\u001b"));
    }
  }

  @Test
  void lines_roomEnough_shortensNothing() {
    Table table = new Table(List.of("#", "file"), List.of(Column.NUMBER, Column.PATH));
    table.row(List.of("1", "pictures/犬.png"));
    table.row(List.of("10", "cat.png"));
    assertThat(table.lines(80)).containsExactly(" #  file", " 1  pictures/犬.png", "10  cat.png");
  }

  @Test
  void lines_tooLittleRoom_numbersStayWhole() {
    Table table =
        new Table(
            List.of("#", "match", "file"), List.of(Column.NUMBER, Column.NUMBER, Column.PATH));
    table.row(List.of("12", "98.7%", "/a/very/long/path/to/one/picture.png"));
    assertThat(table.lines(30).get(1))
        .startsWith("12  98.7%  ")
        .endsWith("picture.png")
        .contains("…");
  }

  @Test
  void row_wrongNumberOfCells_isRefused() {
    Table table = new Table(List.of("#"), List.of(Column.NUMBER));
    assertThatThrownBy(() -> table.row(List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells, but 2");
  }

  private static List<String> cells(Random random, int count) {
    List<String> cells = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      StringBuilder cell = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        cell.append(ALPHABET.get(random.nextInt(ALPHABET.size())));
      }
      cells.add(cell.toString());
    }
    return cells;
  }

  @Test
  void lines_cellOfAMegabyte_fits() {
    Table table = new Table(List.of("#", "found"), List.of(Column.NUMBER, Column.WORDS));
    table.row(List.of("1", "é".repeat(1 << 20)));
    assertThat(table.lines(40).getLast()).hasSizeLessThanOrEqualTo(40).endsWith("…");
  }
}
