package dev.diptych.indexer.internal.captions;

import java.util.Locale;
import java.util.Optional;

/** How a file holds texts. */
public enum CaptionFormat {
  /** A {@code .txt} beside the picture of the same name. */
  SIDECAR,
  /** A table with a header line. */
  CSV,
  /** One JSON object a line. */
  JSONL;

  /** {@return the format that a file's extension promises, empty for any other file} */
  public static Optional<CaptionFormat> ofName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return switch (dot < 1 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT)) {
      case "txt" -> Optional.of(SIDECAR);
      case "csv" -> Optional.of(CSV);
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      default -> Optional.empty();
    };
  }
}
