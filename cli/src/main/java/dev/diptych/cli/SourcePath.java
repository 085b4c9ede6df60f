package dev.diptych.cli;

import java.net.URI;
import java.nio.file.Path;

/** The file behind an item's source, as people write it. */
final class SourcePath {

  private SourcePath() {}

  /**
   * {@return the absolute path of the file behind a source URI, the row of a CSV or JSONL file left
   * out; the source itself where it is no file URI}
   */
  static String absolute(String source) {
    int fragment = source.indexOf('#');
    String file = fragment < 0 ? source : source.substring(0, fragment);
    try {
      return Path.of(URI.create(file)).toString();
    } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      return source; // not a file of this machine
    }
  }

  /** As {@link #absolute}, but relative to a folder where the file lies below it. */
  static String shortest(String source, Path folder) {
    String absolute = absolute(source);
    Path path = Path.of(absolute);
    return path.isAbsolute() && path.startsWith(folder)
        ? folder.relativize(path).toString()
        : absolute;
  }
}
