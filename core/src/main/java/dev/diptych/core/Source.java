package dev.diptych.core;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an item came from, read in one place.
 *
 * @param uri a file URI; a row of a table adds {@code #row=N}, and {@code &text=M} where a row
 *     holds several texts; a picture of the web that a table names adds {@code #url=ADDRESS}.
 *     Whatever else it is, it is shown as it stands
 */
public record Source(String uri) implements Comparable<Source> {

  private static final String ADDRESS = "#url=";

  /**
   * {@return the source of a picture of the web}
   *
   * @param table the file URI of the table that names it
   * @param address its {@code http} or {@code https} address, without {@code #}
   */
  public static Source ofAddress(String table, String address) {
    return new Source(table + ADDRESS + address);
  }

  /**
   * {@return the URI of the file, without what follows it; of a picture of the web, its table's}
   */
  public String fileUri() {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }

  /** {@return the address of a picture of the web; empty for all else} */
  public Optional<String> address() {
    int begin = fileUri().length();
    return uri.startsWith(ADDRESS, begin)
        ? Optional.of(uri.substring(begin + ADDRESS.length(), endOfPicture()))
        : Optional.empty();
  }

  /** Where the file, or the picture in it, ends and what is said of its parts begins. */
  private int endOfPicture() {
    int begin = fileUri().length();
    if (!uri.startsWith(ADDRESS, begin)) {
      return begin;
    }
    int hash = uri.indexOf('#', begin + 1);
    return hash < 0 ? uri.length() : hash;
  }

  /** {@return the row with its {@code #}; empty for a file, or a picture, of its own} */
  public String row() {
    return uri.substring(endOfPicture());
  }

  /** {@return the file; empty where this names none of this machine} */
  public Optional<Path> file() {
    if (address().isPresent()) {
      return Optional.empty();
    }
    try {
      URI file = URI.create(fileUri());
      return "file".equals(file.getScheme()) ? Optional.of(Path.of(file)) : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return the file as people write it: {@code /pets/a cat.jpg}; its URI where it has no path;
   * the address of a picture of the web}
   */
  public String path() {
    return address().orElseGet(() -> pathOf(fileUri()));
  }

  /**
   * {@return what to open: the file's path as this machine writes it, the address of a picture of
   * the web, and of all else the URI}
   */
  public String whereabouts() {
    return file().map(Path::toString).or(this::address).orElse(uri);
  }

  private static String pathOf(String file) {
    try {
      String path = URI.create(file).getPath();
      return path == null ? file : path;
    } catch (IllegalArgumentException e) {
      return file;
    }
  }

  /** {@return the last name in the path, with the row where there is one} */
  public String shownName() {
    return address().map(Source::lastName).orElseGet(() -> nameOf(path())) + row();
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The last name in an address without its query, decoded; the host where there is none. */
  private static String lastName(String address) {
    String plain = withoutQuery(address);
    String name = nameOf(plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain);
    try {
      // A plus sign is itself in a path.
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private static String withoutQuery(String address) {
    int query = address.indexOf('?');
    return query < 0 ? address : address.substring(0, query);
  }

  /**
   * {@return the folder that the file lies in, as people write it: {@code /pets/cats}; empty where
   * the source has none}
   */
  public String folder() {
    String path = address().map(Source::withoutQuery).orElseGet(this::path);
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
