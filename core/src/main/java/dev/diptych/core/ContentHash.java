package dev.diptych.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a content as items carry it: 64 hexadecimal digits. */
public final class ContentHash {

  private static final int BUFFER = 1 << 16;

  private ContentHash() {}

  /** {@return the hash of these bytes} */
  public static String of(byte[] bytes) {
    return of(digest(), bytes);
  }

  private static String of(MessageDigest digest, byte[] rest) {
    return HexFormat.of().formatHex(digest.digest(rest));
  }

  /** {@return the hash of a text's UTF-8 form} */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return the hash of what is left of a stream, read piece by piece} */
  public static String of(InputStream in) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return of(digest, new byte[0]);
  }

  /** {@return a digest whose result, as hexadecimal digits, is the hash} */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
