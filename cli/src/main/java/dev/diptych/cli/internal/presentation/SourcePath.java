package dev.diptych.cli.internal.presentation;

import dev.diptych.core.Source;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** The file behind an item's source, as people write it. */
final class SourcePath {

  private SourcePath() {}

  /**
   * {@return the absolute path of the file behind a source URI, the row of a CSV or JSONL file left
   * out; the address of a picture of the web; the source itself where it is no file URI}
   */
  static String absolute(String source) {
    return new Source(source).whereabouts();
  }

  /**
   * {@return the bytes of {@link #absolute} as the file system has them, which need not be UTF-8}
   */
  static byte[] bytes(String source) {
    String file = new Source(source).fileUri();
    if (File.separatorChar != '/'
        || !file.startsWith("file:///")
        || new Source(source).isWithinFile()) {
      return absolute(source).getBytes(StandardCharsets.UTF_8);
    }
    String path = URI.create(file).getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < path.length()) {
      if (path.charAt(at) == '%') {
        bytes.write(HexFormat.fromHexDigits(path, at + 1, at + 3));
        at += 3;
      } else {
        int next = path.indexOf('%', at);
        int end = next < 0 ? path.length() : next;
        bytes.writeBytes(path.substring(at, end).getBytes(StandardCharsets.UTF_8));
        at = end;
      }
    }
    return bytes.toByteArray();
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
