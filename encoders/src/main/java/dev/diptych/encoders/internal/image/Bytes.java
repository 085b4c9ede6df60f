package dev.diptych.encoders.internal.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers inside file bytes. All positions are checked by the array itself. */
final class Bytes {

  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  /** {@return whether the bytes from {@code at} on are these Latin-1 characters} */
  static boolean starts(byte[] file, int at, String latin1) {
    byte[] want = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= at + want.length
        && Arrays.equals(file, at, at + want.length, want, 0, want.length);
  }

  /** {@return the 32-bit number at a position, lowest byte first} */
  static int intLittleEndian(byte[] file, int at) {
    return (int) LITTLE.get(file, at);
  }

  /** {@return the 32-bit number at a position, highest byte first} */
  static int intBigEndian(byte[] file, int at) {
    return (int) BIG.get(file, at);
  }

  /** {@return the unsigned 16-bit number at a position, lowest byte first} */
  static int shortLittleEndian(byte[] file, int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8;
  }

  /** {@return the unsigned 16-bit number at a position, highest byte first} */
  static int shortBigEndian(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }
}
