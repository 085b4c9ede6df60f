package dev.diptych.indexer.internal.tar;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One block of 512 bytes that says what follows it. */
final class TarHeader {

  static final String SPARSE = "it is a sparse file, which is not read";

  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE = 156;

  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  /** {@return whether a block is the one of zeros that ends an archive} */
  static boolean isEnd(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether a block is a header, by its checksum} */
  static boolean isOne(byte[] block) {
    long stored = number(block, CHECKSUM, CHECKSUM_BYTES);
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < block.length; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
      unsigned += own ? ' ' : block[i] & 0xff;
      signed += own ? ' ' : block[i]; // as some old programs reckon
    }
    return stored > 0 && (stored == unsigned || stored == signed);
  }

  /** {@return the number of bytes that follow; negative where it is none} */
  long size() {
    return number(block, 124, 12);
  }

  private char type() {
    return (char) (block[TYPE] & 0xff);
  }

  /** {@return whether it belongs to the next header} */
  boolean isExtension() {
    return "xXgLK".indexOf(type()) >= 0;
  }

  boolean isLongName() {
    return type() == 'L';
  }

  /** {@return whether it is an extended header of POSIX, of one member} */
  boolean isPax() {
    return type() == 'x' || type() == 'X';
  }

  boolean isFolder() {
    return type() == '5' || (isRegular() && name().endsWith("/"));
  }

  /** {@return whether blocks of a sparse file's map lie between this one and the bytes} */
  boolean isFollowedByMap() {
    return type() == 'S' && block[482] != 0;
  }

  /** {@return whether another block of a sparse file's map follows this one} */
  static boolean mapGoesOn(byte[] map) {
    return map[504] != 0;
  }

  private boolean isRegular() {
    return type() == '0' || type() == 0 || type() == '7';
  }

  /** {@return why this is not read; null where it is a regular file} */
  @Nullable String objection() {
    if (isFolder()) {
      return "it is a folder";
    }
    return switch (type()) {
      case '0', 0, '7' -> null;
      case '1', '2' -> "it is a link, and links of archives are not followed";
      case '3', '4', '6' -> "it is a device or pipe";
      case 'S' -> SPARSE;
      default -> "it is of a kind that is not read";
    };
  }

  /** {@return the name in the header itself} */
  String name() {
    String name = text(0, 100);
    boolean posix = text(257, 5).equals("ustar") && block[262] == 0;
    String prefix = posix ? text(345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String text(int at, int most) {
    int length = 0;
    while (length < most && block[at + length] != 0) {
      length++;
    }
    return new String(block, at, length, StandardCharsets.UTF_8);
  }

  /** Octal digits, or, as GNU writes large ones, bytes behind one with the highest bit set. */
  private static long number(byte[] block, int at, int length) {
    if ((block[at] & 0x80) != 0) {
      long value = block[at] & 0x7f;
      for (int i = 1; i < length; i++) {
        if (value > Long.MAX_VALUE >> 8) {
          return -1;
        }
        value = value << 8 | (block[at + i] & 0xff);
      }
      return value;
    }
    long value = 0;
    boolean any = false;
    for (int i = 0; i < length; i++) {
      byte b = block[at + i];
      if (b >= '0' && b <= '7') {
        value = 8 * value + b - '0';
        any = true;
      } else if (b == 0 || (b == ' ' && any)) {
        break;
      } else if (b != ' ') {
        return -1;
      }
    }
    return value; // blank is nothing
  }
}
