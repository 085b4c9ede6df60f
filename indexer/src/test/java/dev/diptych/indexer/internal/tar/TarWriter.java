package dev.diptych.indexer.internal.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives, sound and other ones. */
public final class TarWriter {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a regular file. */
  public TarWriter file(String name, byte[] content) {
    return member(name, '0', content.length, content);
  }

  /** Adds a regular file. */
  public TarWriter file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a member that says of itself what it likes. */
  public TarWriter member(String name, char type, long size, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, octal(size, 11));
    put(header, 136, octal(0, 11));
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, octal(sum, 6) + "\0");
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return this;
  }

  /** Adds an extended header of one record. */
  public TarWriter pax(String key, String value) {
    String tail = " " + key + "=" + value + "\n";
    int length = tail.length();
    while (length != tail.length() + Integer.toString(length).length()) {
      length = tail.length() + Integer.toString(length).length();
    }
    byte[] record = (length + tail).getBytes(StandardCharsets.US_ASCII);
    return member("PaxHeader", 'x', record.length, record);
  }

  private static String octal(long value, int digits) {
    String text = Long.toOctalString(value);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** {@return the archive as it is, without an end} */
  public byte[] unfinished() {
    return out.toByteArray();
  }

  /** {@return the whole archive} */
  public byte[] whole() {
    byte[] members = out.toByteArray();
    return Arrays.copyOf(members, members.length + 2 * BLOCK);
  }

  /** {@return an archive as gzip packs it} */
  public static byte[] packed(byte[] archive) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
