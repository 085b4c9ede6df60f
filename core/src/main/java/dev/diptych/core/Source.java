package dev.diptych.core;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where an item came from, read in one place.
 *
 * @param uri a file URI; a row of a table adds {@code #row=N}, and {@code &text=M} where a row
 *     holds several texts; a picture of the web that a table names adds {@code #url=ADDRESS}, a
 *     picture in an archive {@code #member=NAME&at=OFFSET}. Whatever else it is, it is shown as it
 *     stands
 */
public record Source(String uri) implements Comparable<Source> {

  private static final String ADDRESS = "#url=";
  private static final String MEMBER = "#member=";
  private static final String OFFSET = "&at=";
  private static final String PLAIN = "-._~/";

  /**
   * A picture in an archive.
   *
   * @param name as the archive has it
   * @param offset where its bytes begin in the archive
   */
  public record Member(String name, long offset) {}

  /** {@return the source of a picture in an archive, whose file URI is given} */
  public static Source ofMember(String archive, String name, long offset) {
    return new Source(archive + MEMBER + encoded(name) + OFFSET + offset);
  }

  /** {@return a name as it may stand behind a {@code #}: what is not plain becomes {@code %XX}} */
  public static String encoded(String name) {
    StringBuilder encoded = new StringBuilder(name.length() + 16);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || PLAIN.indexOf(c) >= 0;
      if (plain) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

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

  /** {@return the place of a picture in an archive; empty for all else} */
  public Optional<Member> member() {
    int begin = fileUri().length();
    if (!uri.startsWith(MEMBER, begin)) {
      return Optional.empty();
    }
    String place = uri.substring(begin + MEMBER.length(), endOfPicture());
    int at = place.lastIndexOf(OFFSET);
    try {
      return Optional.of(
          new Member(
              decoded(place.substring(0, Math.max(0, at))),
              Long.parseLong(place, at + OFFSET.length(), place.length(), 10)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty(); // written by nobody here
    }
  }

  /** {@return whether it is a picture that a file names or holds, and not the file} */
  public boolean isWithinFile() {
    return address().isPresent() || member().isPresent();
  }

  /** Where the file, or the picture in it, ends and what is said of its parts begins. */
  private int endOfPicture() {
    int begin = fileUri().length();
    if (!uri.startsWith(ADDRESS, begin) && !uri.startsWith(MEMBER, begin)) {
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
    return isWithinFile() ? Optional.empty() : container();
  }

  /** {@return the file that {@link #fileUri} names; empty where that is none of this machine} */
  public Optional<Path> container() {
    try {
      URI file = URI.create(fileUri());
      return "file".equals(file.getScheme()) ? Optional.of(Path.of(file)) : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return the file as people write it: {@code /pets/a cat.jpg}; its URI where it has no path;
   * the address of a picture of the web; of a picture in an archive {@code /pets/cats.tar/a
   * cat.jpg}}
   */
  public String path() {
    return address().orElseGet(() -> pathOf(fileUri()) + inArchive());
  }

  private String inArchive() {
    return member().map(member -> "/" + member.name()).orElse("");
  }

  /**
   * {@return what to look for: the file's path as this machine writes it, that of an archive with
   * the name in it, the address of a picture of the web, and of all else the URI}
   */
  public String whereabouts() {
    return address().or(() -> container().map(file -> file + inArchive())).orElse(uri);
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
    return decoded(name);
  }

  private static String decoded(String name) {
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
