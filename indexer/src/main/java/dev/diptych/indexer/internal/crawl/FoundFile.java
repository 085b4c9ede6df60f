package dev.diptych.indexer.internal.crawl;

import dev.diptych.core.FileStamp;
import java.nio.file.Path;

/**
 * A regular file, as it was when the crawl met it.
 *
 * @param source its URI
 * @param bytes its size
 * @param modifiedMillis its modification time, milliseconds since 1970
 * @param changedMillis when content, name or rights last changed (ctime), milliseconds since 1970;
 *     0 where the system does not tell
 */
public record FoundFile(String source, long bytes, long modifiedMillis, long changedMillis) {

  /** {@return a regular file with these attributes} */
  public static FoundFile of(String source, FileFacts facts) {
    return new FoundFile(source, facts.bytes(), facts.modifiedMillis(), facts.changedMillis());
  }

  /** {@return how it looked} */
  public FileStamp stamp() {
    return new FileStamp(bytes, modifiedMillis, changedMillis);
  }

  /** {@return the file itself} */
  public Path path() {
    return SourceUri.file(source);
  }

  /** {@return its last name} */
  public String name() {
    return SourceUri.name(source);
  }
}
