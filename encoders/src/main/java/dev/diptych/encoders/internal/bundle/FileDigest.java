package dev.diptych.encoders.internal.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of files of any size. */
public final class FileDigest {

  private static final int CHUNK = 1 << 20;

  private FileDigest() {}

  /** {@return the SHA-256 of a file as 64 lower-case hexadecimal digits; reads all of it} */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    addAll(file, digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** {@return a fresh SHA-256} */
  public static MessageDigest sha256() {
    return named("SHA-256");
  }

  /** {@return a fresh digest that every Java platform has} */
  public static MessageDigest named(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /** Adds all bytes of a file to some digests. */
  public static void addAll(Path file, MessageDigest... digests) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(chunk.clear()) >= 0) {
        chunk.flip();
        for (MessageDigest digest : digests) {
          digest.update(chunk.duplicate());
        }
      }
    }
  }
}
