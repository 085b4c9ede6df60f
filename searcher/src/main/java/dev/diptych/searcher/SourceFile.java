package dev.diptych.searcher;

import dev.diptych.core.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** The file an image was indexed from. */
final class SourceFile {

  private SourceFile() {}

  /**
   * The file, as long as it holds the bytes that were indexed: told by size and modification time
   * or, where only the time differs, by its hash.
   */
  static Optional<Path> unchanged(Item image) {
    return path(image.source()).filter(file -> isUnchanged(file, image));
  }

  /** Sources are file URIs; the fragment names a row of a table that the file was read for. */
  private static Optional<Path> path(String source) {
    int fragment = source.indexOf('#');
    try {
      URI uri = URI.create(fragment < 0 ? source : source.substring(0, fragment));
      return "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri)) : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // not a file of this machine
    }
  }

  private static boolean isUnchanged(Path file, Item image) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.isRegularFile()
          && now.size() == image.bytes()
          && (now.lastModifiedTime().toMillis() == image.modifiedMillis()
              || hash(file).equals(image.contentHash()));
    } catch (IOException e) {
      return false; // gone, or not ours to read
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = ContentHash.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
