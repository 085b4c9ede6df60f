package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files for reading, and nothing else: opening a pipe would wait for its writer, reading a
 * device may never end. What stood at the name when the crawl met it may have been replaced since,
 * so the look comes directly before the opening.
 */
public final class RegularFile {

  private RegularFile() {}

  /**
   * {@return the bytes of a file}
   *
   * @throws FileSystemException when it is not a regular file, or cannot be opened
   */
  public static InputStream open(Path file) throws IOException {
    // Not Files.isRegularFile, which takes a file that cannot be looked at for something else.
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return Files.newInputStream(file);
  }
}
