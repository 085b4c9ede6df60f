package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.CsvRecords.CsvRecord;
import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first row of a table, which alone tells how its fields are separated: by commas, semicolons,
 * tabs or bars, whichever makes known columns of it, or what a line {@code sep=;} before it says.
 *
 * @param separator between two fields
 * @param announced whether a line before the header names the separator
 * @param columns the names of the columns
 */
record CsvHeader(char separator, boolean announced, List<String> columns) {

  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
  private static final String ANNOUNCEMENT = "sep=";

  CsvHeader {
    columns = List.copyOf(columns);
  }

  /**
   * Reads a table's header.
   *
   * @throws NotCaptionsException when no separator gives a column of texts
   */
  static CsvHeader of(Path file) throws IOException, NotCaptionsException {
    Character announced = announced(file);
    CsvHeader best = null;
    String problem = null;
    for (char separator : announced == null ? SEPARATORS : List.of(announced)) {
      try (TextLines lines = new TextLines(file)) {
        CsvRecords records = new CsvRecords(lines, separator);
        if (announced != null) {
          lines.next();
        }
        CsvRecord first = records.next();
        if (first == null) {
          throw new NotCaptionsException(
              "not a caption file: it is empty", NotCaptionsException.Instead.DAMAGED);
        }
        if (first.problem() == null) {
          CsvHeader header = new CsvHeader(separator, announced != null, first.fields());
          best = best == null || header.worth() > best.worth() ? header : best;
        } else if (problem == null) {
          problem = first.problem();
        }
      }
    }
    if (best == null) {
      throw new NotCaptionsException("not a caption file: in its header, " + problem);
    }
    if (best.textColumn() < 0 && best.listColumn() < 0) {
      throw new NotCaptionsException(
          "not a caption file: its header needs a column named caption or text, but has %s (taken apart at %s)"
              .formatted(Shortened.text(String.join(", ", best.columns)), best.separatorName()));
    }
    // Addresses hold commas, semicolons and bars.
    return best.columns.size() == 1 && best.listColumn() == 0
        ? new CsvHeader('\t', best.announced, best.columns)
        : best;
  }

  /** {@return what the first line says of the separator, null where it says nothing} */
  private static @Nullable Character announced(Path file) throws IOException {
    try (TextLines lines = new TextLines(file)) {
      Line line = lines.next();
      String text = line == null ? "" : line.text().replace("\"", "");
      int at = ANNOUNCEMENT.length();
      return text.length() > at
              && text.regionMatches(true, 0, ANNOUNCEMENT, 0, at)
              && text.chars().skip(at).allMatch(c -> c == text.charAt(at))
          ? Character.valueOf(text.charAt(at))
          : null;
    }
  }

  /** {@return the place of the column of texts, -1 where there is none} */
  int textColumn() {
    int texts = CaptionNames.columnOf(columns, CaptionNames.TEXTS);
    return texts >= 0 || imageColumn() < 0
        ? texts
        : CaptionNames.columnOf(columns, CaptionNames.TEXTS_OF_IMAGES);
  }

  /** {@return the place of the column that names pictures, -1 where there is none} */
  int imageColumn() {
    return CaptionNames.columnOf(columns, CaptionNames.IMAGES);
  }

  /** {@return the place of the column of addresses, where no other names pictures; else -1} */
  int addressColumn() {
    return imageColumn() < 0 ? CaptionNames.columnOf(columns, List.of(CaptionNames.URL)) : -1;
  }

  /**
   * {@return the place of the column of a mere list of addresses: one that can hold nothing else,
   * or stands alone; -1 where there is none}
   */
  int listColumn() {
    int image = imageColumn();
    boolean alone = columns.size() == 1 && addressColumn() == 0;
    return alone
        ? 0
        : image >= 0 && CaptionNames.normalised(columns.get(image)).endsWith("_url") ? image : -1;
  }

  /** {@return the separator in words, plural} */
  String separatorName() {
    return switch (separator) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      case '|' -> "bars";
      default -> "characters " + separator;
    };
  }

  /** Known columns first, then many columns: only the right separator gives either. */
  private int worth() {
    int known = (textColumn() < 0 ? 0 : 2) + (imageColumn() < 0 ? 0 : 1);
    return known * 10_000 + Math.min(columns.size(), 9_999);
  }
}
