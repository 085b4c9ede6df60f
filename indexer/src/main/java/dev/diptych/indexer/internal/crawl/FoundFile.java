package dev.diptych.indexer.internal.crawl;

import java.nio.file.Path;

/**
 * A regular file, as it was when the crawl met it.
 *
 * @param source its URI
 * @param bytes its size
 * @param modifiedMillis its modification time, milliseconds since 1970
 */
public record FoundFile(String source, long bytes, long modifiedMillis) {

  /** {@return the file itself} */
  public Path path() {
    return SourceUri.file(source);
  }

  /** {@return its last name} */
  public String name() {
    return SourceUri.name(source);
  }
}
