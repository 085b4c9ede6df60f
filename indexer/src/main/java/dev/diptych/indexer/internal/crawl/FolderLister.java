package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists a folder; a seam, since a folder that cannot be listed is hard to make in a test. */
@FunctionalInterface
public interface FolderLister {

  /** Asks the file system, and sorts by name. */
  FolderLister SORTED = FolderLister::sorted;

  /** {@return the folder's entries} */
  List<Path> list(Path folder) throws IOException;

  private static List<Path> sorted(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(null);
    return entries;
  }
}
