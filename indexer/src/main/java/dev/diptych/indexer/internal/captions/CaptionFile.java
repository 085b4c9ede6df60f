package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of captions being read, entry by entry; memory does not grow with the file, but for the
 * names of the pictures in one of COCO's. Not thread-safe.
 */
public abstract sealed class CaptionFile implements Closeable
    permits CsvCaptions, JsonlCaptions, JsonCaptions, TokenCaptions {

  CaptionFile() {}

  /**
   * Opens a caption file.
   *
   * @param file the file
   * @param format any but a sidecar
   * @throws NotCaptionsException when the file's beginning shows that it holds no captions
   */
  public static CaptionFile open(Path file, CaptionFormat format)
      throws IOException, NotCaptionsException {
    return switch (format) {
      case CSV -> CsvCaptions.open(file);
      case JSONL -> JsonlCaptions.open(file);
      case JSON -> JsonCaptions.open(file, JsonCaptions.Texts.OF_IMAGES);
      case TOKENS -> TokenCaptions.open(file);
      case SIDECAR -> throw new IllegalArgumentException("a sidecar has no entries: " + file);
    };
  }

  /**
   * {@return the format that a file's first line that is not blank shows, CSV where it shows none}
   */
  public static CaptionFormat guess(Path file) throws IOException {
    try (TextLines lines = new TextLines(file)) {
      Line line = nextFilled(lines);
      if (line == null) {
        return CaptionFormat.CSV;
      }
      String text = line.text().stripLeading();
      if (text.startsWith("{") || text.startsWith("[")) {
        return CaptionFormat.JSONL;
      }
      return TokenCaptions.isToken(line) ? CaptionFormat.TOKENS : CaptionFormat.CSV;
    }
  }

  /**
   * {@return the format of a {@code .txt} that holds captions of many pictures: its first line is
   * one of Flickr's, or a header that names pictures and texts}
   */
  public static Optional<CaptionFormat> ofManyPictures(Path file) throws IOException {
    CaptionFormat shown = guess(file);
    if (shown == CaptionFormat.TOKENS) {
      return Optional.of(shown);
    }
    if (shown == CaptionFormat.CSV) {
      try {
        return CsvHeader.of(file).imageColumn() < 0 ? Optional.empty() : Optional.of(shown);
      } catch (NotCaptionsException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** {@return the next entry, null after the last} */
  public abstract @Nullable CaptionEntry next() throws IOException;

  /** {@return why no entry names a picture, where none does; a clause without a full stop} */
  public abstract String withoutImages();

  /** {@return the next line that is not blank, null after the last} */
  static @Nullable Line nextFilled(TextLines lines) throws IOException {
    Line line = lines.next();
    while (line != null && line.text().isBlank()) {
      line = lines.next();
    }
    return line;
  }
}
