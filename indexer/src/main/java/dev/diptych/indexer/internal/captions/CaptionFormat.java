package dev.diptych.indexer.internal.captions;

import java.util.Locale;
import java.util.Optional;

/** How a file holds texts. */
public enum CaptionFormat {
  /** A {@code .txt} beside the picture of the same name. */
  SIDECAR,
  /** A table with a header line. */
  CSV,
  /** One JSON object a line, or a document as in {@link #JSON}. */
  JSONL,
  /** A JSON document that lists pictures with their texts. */
  JSON,
  /** Lines of a picture with a number, a tab, and a text. */
  TOKENS;

  /** {@return the format that a file's extension promises, empty for any other file} */
  public static Optional<CaptionFormat> ofName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return switch (dot < 1 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT)) {
      case "txt" -> Optional.of(SIDECAR);
      case "csv", "tsv", "tab" -> Optional.of(CSV);
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      case "json" -> Optional.of(JSON);
      case "token" -> Optional.of(TOKENS);
      default -> Optional.empty();
    };
  }
}
