package dev.diptych.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The program being measured, told apart from other builds by its bytes. */
final class Build {

  private static final int SHOWN_DIGITS = 12;

  private Build() {}

  /**
   * The start of a SHA-256 over every file of the class path. Equal sources give equal builds; any
   * change of a class, resource or library gives another. Reads all of it, a few hundred megabytes.
   */
  static String id() throws IOException {
    MessageDigest digest = sha256();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.exists(path)) {
        add(path, digest);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGITS);
  }

  private static void add(Path entry, MessageDigest digest) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(entry)) {
      files = tree.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
