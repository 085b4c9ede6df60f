package dev.diptych.encoders.internal.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The entries of a ZIP archive whose entries are stored, not compressed, as slices of the mapped
 * file: what {@code torch.save} writes. Zip64 is read, so entries may lie beyond 4 GiB.
 *
 * <p>Source: PKWARE's APPNOTE, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to
 * 4.3.16 (its ends), 4.5.3 (Zip64 extra field).
 */
final class StoredZip {

  private static final ValueLayout.OfShort SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LOCATOR = 0x07064b50;
  private static final long IN_EXTRA = 0xFFFF_FFFFL;
  private static final int ENTRIES_ALLOWED = 100_000;

  /** Read at a time, into an array: checksums of mapped memory end the process at a bad page. */
  private static final int BLOCK = 1 << 16;

  private final String name;
  private final MemorySegment file;

  /**
   * One entry.
   *
   * @param bytes a slice of the file
   * @param crc the CRC-32 that the directory gives for them
   */
  record Entry(MemorySegment bytes, int crc) {

    /** {@return the CRC-32 that the bytes have} */
    int actualCrc() {
      CRC32 actual = new CRC32();
      byte[] block = new byte[(int) Math.min(BLOCK, bytes.byteSize())];
      for (long done = 0; done < bytes.byteSize(); done += BLOCK) {
        int length = (int) Math.min(BLOCK, bytes.byteSize() - done);
        MemorySegment.copy(bytes, JAVA_BYTE, done, block, 0, length);
        actual.update(block, 0, length);
      }
      return (int) actual.getValue();
    }
  }

  private StoredZip(String name, MemorySegment file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Reads the central directory.
   *
   * @return the entries by name
   * @throws DiptychException INVALID_CHECKPOINT when the file is no such archive
   */
  static Map<String, Entry> entries(String name, MemorySegment file) {
    try {
      return new StoredZip(name, file).read();
    } catch (IndexOutOfBoundsException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          name + " points outside itself: it is truncated or damaged; fetch the file again",
          e);
    }
  }

  private Map<String, Entry> read() {
    long end = findEnd();
    long count = unsigned(file.get(SHORT, end + 10));
    long directory = unsigned(file.get(INT, end + 16));
    if (count == 0xFFFF || directory == IN_EXTRA) {
      long locator = end - 20;
      if (locator < 0 || file.get(INT, locator) != END_64_LOCATOR) {
        throw refuse("lacks the Zip64 part of its directory");
      }
      long end64 = file.get(LONG, locator + 8);
      if (file.get(INT, end64) != END_64) {
        throw refuse("lacks the Zip64 part of its directory");
      }
      count = file.get(LONG, end64 + 32);
      directory = file.get(LONG, end64 + 48);
    }
    if (count < 0 || count > ENTRIES_ALLOWED) {
      throw refuse("announces %s entries, more than the %s allowed", count, ENTRIES_ALLOWED);
    }
    Map<String, Entry> entries = new TreeMap<>();
    long position = directory;
    for (long i = 0; i < count; i++) {
      if (file.get(INT, position) != CENTRAL) {
        throw refuse("has a damaged directory");
      }
      position = readEntry(position, entries);
    }
    return entries;
  }

  /** The end record is the last thing but a comment of at most 65,535 bytes. */
  private long findEnd() {
    for (long at = file.byteSize() - 22; at >= Math.max(0, file.byteSize() - 22 - 0xFFFF); at--) {
      if (file.get(INT, at) == END) {
        return at;
      }
    }
    throw refuse(
        "is not a ZIP archive, as torch.save writes since version 1.6, or it is truncated");
  }

  private long readEntry(long at, Map<String, Entry> entries) {
    int crc = file.get(INT, at + 16);
    int method = Short.toUnsignedInt(file.get(SHORT, at + 10));
    long compressed = unsigned(file.get(INT, at + 20));
    long size = unsigned(file.get(INT, at + 24));
    int nameLength = Short.toUnsignedInt(file.get(SHORT, at + 28));
    int extraLength = Short.toUnsignedInt(file.get(SHORT, at + 30));
    int commentLength = Short.toUnsignedInt(file.get(SHORT, at + 32));
    long local = unsigned(file.get(INT, at + 42));
    String entry =
        new String(file.asSlice(at + 46, nameLength).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    long extra = at + 46 + nameLength;
    for (long field = extra; field + 4 <= extra + extraLength; ) {
      int id = Short.toUnsignedInt(file.get(SHORT, field));
      int length = Short.toUnsignedInt(file.get(SHORT, field + 2));
      if (id == 1) {
        long value = field + 4;
        if (size == IN_EXTRA) {
          size = file.get(LONG, value);
          value += 8;
        }
        if (compressed == IN_EXTRA) {
          compressed = file.get(LONG, value);
          value += 8;
        }
        if (local == IN_EXTRA) {
          local = file.get(LONG, value);
        }
      }
      field += 4 + length;
    }
    if (method != 0 || compressed != size) {
      throw refuse("holds the compressed entry %s, but torch.save stores them as they are", entry);
    }
    if (file.get(INT, local) != LOCAL) {
      throw refuse("has no entry %s where its directory says", entry);
    }
    long data =
        local
            + 30
            + Short.toUnsignedInt(file.get(SHORT, local + 26))
            + Short.toUnsignedInt(file.get(SHORT, local + 28));
    if (entries.put(entry, new Entry(file.asSlice(data, size), crc)) != null) {
      throw refuse("holds the entry %s twice", entry);
    }
    return extra + extraLength + commentLength;
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }

  private static long unsigned(short value) {
    return Short.toUnsignedLong(value);
  }

  @FormatMethod
  private DiptychException refuse(String what, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        name + " " + String.format(Locale.ROOT, what, values) + "; fetch the file again");
  }
}
