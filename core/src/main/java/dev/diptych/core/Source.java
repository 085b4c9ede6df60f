package dev.diptych.core;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an item came from, read in one place.
 *
 * @param uri a file URI; a row of a table adds {@code #row=N}, and {@code &text=M} where a row
 *     holds several texts. Whatever else it is, it is shown as it stands
 */
public record Source(String uri) implements Comparable<Source> {

  /** {@return the URI of the file, without the row} */
  public String fileUri() {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }

  /** {@return the row with its {@code #}; empty for a file of its own} */
  public String row() {
    return uri.substring(fileUri().length());
  }

  /** {@return the file; empty where this names none of this machine} */
  public Optional<Path> file() {
    try {
      URI file = URI.create(fileUri());
      return "file".equals(file.getScheme()) ? Optional.of(Path.of(file)) : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return the file as people write it: {@code /pets/a cat.jpg}; its URI where it has no path}
   */
  public String path() {
    try {
      String path = URI.create(fileUri()).getPath();
      return path == null ? fileUri() : path;
    } catch (IllegalArgumentException e) {
      return fileUri();
    }
  }

  /** {@return the last name in the path, with the row where there is one} */
  public String shownName() {
    String path = path();
    return path.substring(path.lastIndexOf('/') + 1) + row();
  }

  /**
   * {@return the folder that the file lies in, as people write it: {@code /pets/cats}; empty where
   * the source has none}
   */
  public String folder() {
    String path = path();
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  @Override
  public int compareTo(Source other) {
    return uri.compareTo(other.uri);
  }

  @Override
  public String toString() {
    return uri;
  }
}
