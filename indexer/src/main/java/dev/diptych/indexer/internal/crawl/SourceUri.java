package dev.diptych.indexer.internal.crawl;

import dev.diptych.core.Source;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The URI under which the index knows a file: {@code file:///pets/a%20cat.jpg}, absolute, without
 * {@code .} and {@code ..}, without a slash at the end. File names travel as bytes, so names that
 * the platform's character set cannot spell survive.
 */
public final class SourceUri {

  private static final String UNRESERVED = "-._~/!$'()*+,;=:@&";

  private SourceUri() {}

  /** {@return the URI of a file or folder, existing or not} */
  public static String of(Path path) {
    return withoutSlash(path.toAbsolutePath().normalize().toUri().toString());
  }

  /** {@return the URI of a folder's child} */
  static String child(String folder, Path child) {
    String uri = withoutSlash(child.toUri().toString());
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  /** {@return the file of a source, whatever its fragment} */
  public static Path file(String source) {
    return Path.of(URI.create(fileUri(source)));
  }

  /** {@return the source without its fragment} */
  public static String fileUri(String source) {
    return new Source(source).fileUri();
  }

  /** {@return the file of a source as people write it: {@code /pets/a cat.jpg}} */
  public static String display(String source) {
    return new Source(source).path();
  }

  /** {@return the last name of a source's file, decoded} */
  public static String name(String source) {
    String path = display(source);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** {@return the source of the folder that holds a source's file} */
  public static String parent(String source) {
    String uri = fileUri(source);
    int slash = uri.lastIndexOf('/');
    return slash <= "file://".length() ? "file:///" : uri.substring(0, slash);
  }

  /**
   * The file that a caption file names.
   *
   * @param folder source of the folder that holds the caption file
   * @param reference a relative or absolute path, or a {@code file:} URI
   * @throws IllegalArgumentException when the reference cannot name a local file
   */
  public static Path resolve(String folder, String reference) {
    if (reference.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a path cannot hold a zero character");
    }
    if (reference.regionMatches(true, 0, "file:", 0, 5)) {
      return Path.of(URI.create(reference)).normalize();
    }
    if (reference.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*")) {
      throw new IllegalArgumentException("not a local file");
    }
    String encoded = encode(reference);
    String uri;
    if (reference.startsWith("/")) {
      uri = "file://" + encoded;
    } else if (reference.matches("(?s)[A-Za-z]:[/\\\\].*")) {
      uri = "file:///" + encoded;
    } else {
      uri = folder.endsWith("/") ? folder + encoded : folder + "/" + encoded;
    }
    return Path.of(URI.create(uri)).normalize();
  }

  private static String encode(String path) {
    StringBuilder encoded = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        encoded.append(c);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") && uri.length() > "file:///".length()
        ? uri.substring(0, uri.length() - 1)
        : uri;
  }
}
