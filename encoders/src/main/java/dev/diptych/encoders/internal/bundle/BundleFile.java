package dev.diptych.encoders.internal.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a bundle's manifest says of one of its files.
 *
 * @param bytes its size
 * @param sha256 64 lower-case hexadecimal digits
 */
record BundleFile(long bytes, String sha256) {

  BundleFile {
    if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a file has 0 bytes or more and 64 hexadecimal digits, but was %s and \"%s\""
              .formatted(bytes, sha256));
    }
  }

  /** {@return what a file is now; reads all of it} */
  static BundleFile of(Path file) throws IOException {
    return new BundleFile(Files.size(file), FileDigest.sha256(file));
  }
}
