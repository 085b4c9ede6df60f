package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.CsvRecords.CsvRecord;
import dev.diptych.indexer.internal.remote.RemoteAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose header names a column of texts and, where the texts belong to pictures, a column of
 * pictures; in any order, among any others. {@link CaptionNames} has the names, {@link CsvHeader}
 * the separators.
 */
final class CsvCaptions extends CaptionFile {

  private final TextLines lines;
  private final CsvRecords records;
  private final CsvHeader header;

  private CsvCaptions(TextLines lines, CsvRecords records, CsvHeader header) {
    this.lines = lines;
    this.records = records;
    this.header = header;
  }

  static CsvCaptions open(Path file) throws IOException, NotCaptionsException {
    CsvHeader header = CsvHeader.of(file);
    TextLines lines = new TextLines(file);
    try {
      if (header.announced()) {
        lines.next();
      }
      CsvRecords records = new CsvRecords(lines, header.separator());
      records.next();
      return new CsvCaptions(lines, records, header);
    } catch (IOException e) {
      lines.close();
      throw e;
    }
  }

  @Override
  public @Nullable CaptionEntry next() throws IOException {
    CsvRecord found = records.next();
    return found == null ? null : entry(found);
  }

  @Override
  public String withoutImages() {
    return "none of its columns (%s) names pictures, such as image or file_name"
        .formatted(Shortened.text(String.join(", ", header.columns())));
  }

  private CaptionEntry entry(CsvRecord found) {
    int row = found.row();
    int line = found.line();
    if (found.problem() != null) {
      return new CaptionEntry.Unusable(row, line, null, found.problem());
    }
    List<String> fields = found.fields();
    int columns = header.columns().size();
    if (fields.size() < columns || !fields.stream().skip(columns).allMatch(String::isBlank)) {
      return new CaptionEntry.Unusable(
          row,
          line,
          null,
          "%s where the header has %s: a text that holds %s is written in quotes"
              .formatted(
                  fields.size() == 1 ? "1 field" : fields.size() + " fields",
                  columns,
                  header.separatorName()));
    }
    String named = image(fields);
    if (header.textColumn() < 0) {
      return named != null && RemoteAddress.isAddress(named)
          ? new CaptionEntry.Address(row, line, named)
          : new CaptionEntry.Unusable(row, line, named, "it holds no address and no text");
    }
    String text = fields.get(header.textColumn()).strip();
    return text.isEmpty()
        ? new CaptionEntry.Unusable(row, line, named, "the text is empty")
        : new CaptionEntry.Texts(row, line, named, List.of(text));
  }

  private @Nullable String image(List<String> fields) {
    int place = header.imageColumn() >= 0 ? header.imageColumn() : header.addressColumn();
    String image = place < 0 ? "" : fields.get(place).strip();
    int texts = header.textColumn();
    boolean counts =
        header.imageColumn() >= 0
            || texts < 0
            || CaptionNames.isPictureAddress(
                image, CaptionNames.normalised(header.columns().get(texts)));
    return image.isEmpty() || !counts ? null : image;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
