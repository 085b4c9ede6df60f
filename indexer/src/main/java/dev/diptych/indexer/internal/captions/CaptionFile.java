package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A CSV or JSONL file being read, entry by entry; memory does not grow with the file. Not
 * thread-safe.
 */
public abstract sealed class CaptionFile implements Closeable permits CsvCaptions, JsonlCaptions {

  CaptionFile() {}

  /**
   * Opens a caption file.
   *
   * @param file the file
   * @param format CSV or JSONL
   * @throws NotCaptionsException when the file's beginning shows that it holds no captions
   */
  public static CaptionFile open(Path file, CaptionFormat format)
      throws IOException, NotCaptionsException {
    return switch (format) {
      case CSV -> CsvCaptions.open(file);
      case JSONL -> JsonlCaptions.open(file);
      case SIDECAR -> throw new IllegalArgumentException("a sidecar has no entries: " + file);
    };
  }

  /** {@return JSONL where the file's first character that is not blank is a brace, else CSV} */
  public static CaptionFormat guess(Path file) throws IOException {
    try (TextLines lines = new TextLines(file)) {
      Line line = lines.next();
      while (line != null && line.text().isBlank()) {
        line = lines.next();
      }
      return line != null && line.text().stripLeading().startsWith("{")
          ? CaptionFormat.JSONL
          : CaptionFormat.CSV;
    }
  }

  /** {@return the next entry, null after the last} */
  public abstract @Nullable CaptionEntry next() throws IOException;
}
