package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.CsvRecords.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table whose header names a text column ({@code caption} or {@code text}) and, where the texts
 * belong to pictures, an image column ({@code image}, {@code file_name}, {@code filename}, {@code
 * image_path}, {@code path} or {@code file}); in any order, among any others.
 */
final class CsvCaptions extends CaptionFile {

  private static final List<String> TEXT_COLUMNS = List.of("caption", "text");
  private static final List<String> IMAGE_COLUMNS =
      List.of("image", "file_name", "filename", "image_path", "path", "file");

  private final TextLines lines;
  private final CsvRecords records;
  private final int columns;
  private final int textColumn;
  private final int imageColumn;

  private CsvCaptions(TextLines lines, CsvRecords records, List<String> header)
      throws NotCaptionsException {
    this.lines = lines;
    this.records = records;
    this.columns = header.size();
    this.textColumn = columnOf(header, TEXT_COLUMNS);
    this.imageColumn = columnOf(header, IMAGE_COLUMNS);
    if (textColumn < 0) {
      throw new NotCaptionsException(
          "not a caption file: its header needs a column named caption or text, but has "
              + abbreviated(String.join(", ", header)));
    }
  }

  static CsvCaptions open(Path file) throws IOException, NotCaptionsException {
    TextLines lines = new TextLines(file);
    try {
      CsvRecords records = new CsvRecords(lines);
      CsvRecord header = records.next();
      if (header == null) {
        throw new NotCaptionsException("not a caption file: it is empty");
      }
      if (header.problem() != null) {
        throw new NotCaptionsException("not a caption file: in its header, " + header.problem());
      }
      return new CsvCaptions(lines, records, header.fields());
    } catch (IOException | NotCaptionsException e) {
      lines.close();
      throw e;
    }
  }

  @Override
  public @Nullable CaptionEntry next() throws IOException {
    CsvRecord found = records.next();
    return found == null ? null : entry(found);
  }

  private CaptionEntry entry(CsvRecord found) {
    int row = found.row();
    int line = found.line();
    if (found.problem() != null) {
      return new CaptionEntry.Unusable(row, line, null, found.problem());
    }
    List<String> fields = found.fields();
    if (fields.size() != columns) {
      return new CaptionEntry.Unusable(
          row,
          line,
          null,
          "%s fields where the header has %s: a text that holds commas is written in quotes"
              .formatted(fields.size(), columns));
    }
    String image = imageColumn < 0 ? "" : fields.get(imageColumn).strip();
    String named = image.isEmpty() ? null : image;
    String text = fields.get(textColumn).strip();
    return text.isEmpty()
        ? new CaptionEntry.Unusable(row, line, named, "the text is empty")
        : new CaptionEntry.Texts(row, line, named, List.of(text));
  }

  private static int columnOf(List<String> header, List<String> names) {
    List<String> columns = header.stream().map(c -> c.strip().toLowerCase(Locale.ROOT)).toList();
    for (String name : names) {
      if (columns.contains(name)) {
        return columns.indexOf(name);
      }
    }
    return -1;
  }

  private static String abbreviated(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
