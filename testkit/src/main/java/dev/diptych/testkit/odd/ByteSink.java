package dev.diptych.testkit.odd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts a file together. */
final class ByteSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean littleEndian;

  private ByteSink(boolean littleEndian) {
    this.littleEndian = littleEndian;
  }

  static ByteSink bigEndian() {
    return new ByteSink(false);
  }

  static ByteSink littleEndian() {
    return new ByteSink(true);
  }

  static ByteSink of(boolean littleEndian) {
    return new ByteSink(littleEndian);
  }

  ByteSink number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> (8 * (littleEndian ? i : bytes - 1 - i))));
    }
    return this;
  }

  ByteSink u8(int value) {
    return number(value, 1);
  }

  ByteSink u16(int value) {
    return number(value, 2);
  }

  ByteSink u32(long value) {
    return number(value, 4);
  }

  ByteSink latin1(String text) {
    return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  ByteSink bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
