package dev.diptych.encoders.internal.image;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The tags of one directory of a TIFF file, as they stand in its bytes, classic or BigTIFF. Reads
 * what it is asked for and nothing else; damaged entries are as good as none.
 */
final class TiffTags {

  /** Tag numbers of TIFF 6.0 and of what builds upon it. */
  static final int BITS_PER_SAMPLE = 258;

  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int STRIP_OFFSETS = 273;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int SUB_DIRECTORIES = 330;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_OFFSET = 513;
  static final int JPEG_LENGTH = 514;
  static final int MAKE = 271;
  static final int ICC_PROFILE = 34675;
  static final int DNG_VERSION = 50706;

  /** Bytes of each type of value, by its number. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  private final byte[] file;
  private final boolean little;
  private final boolean big;
  private final long start;
  private final long entries;

  private TiffTags(byte[] file, boolean little, boolean big, long start) {
    this.file = file;
    this.little = little;
    this.big = big;
    this.start = start + (big ? 8 : 2);
    this.entries = start < 1 ? 0 : Math.min(number(start, big ? 8 : 2), 4096);
  }

  /** {@return the first directory} */
  static TiffTags first(byte[] file) {
    boolean little = file.length > 0 && file[0] == 'I';
    boolean big = file.length > 3 && (file[little ? 2 : 3] & 0xff) == 43;
    TiffTags nowhere = new TiffTags(file, little, big, 0);
    return new TiffTags(file, little, big, nowhere.number(big ? 8 : 4, big ? 8 : 4));
  }

  /** {@return the directory at this position} */
  TiffTags at(long position) {
    return new TiffTags(file, little, big, position);
  }

  /** {@return where the next directory stands, 0 for none} */
  long next() {
    return entries == 0 ? 0 : Math.max(0, number(start + entries * entryBytes(), big ? 8 : 4));
  }

  /** {@return the numbers of a tag, empty without it} */
  long[] numbers(int tag) {
    long entry = entry(tag);
    if (entry < 0) {
      return new long[0];
    }
    int bytes = typeBytes(entry);
    long count = number(entry + 4, big ? 8 : 4);
    long at = values(entry, bytes, count);
    if (bytes < 1 || at < 0) {
      return new long[0];
    }
    long[] numbers = new long[(int) Math.min(count, 1 << 16)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(at + (long) i * bytes, bytes);
    }
    return numbers;
  }

  /** {@return the first number of a tag} */
  OptionalLong number(int tag) {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? OptionalLong.empty() : OptionalLong.of(numbers[0]);
  }

  /** {@return the bytes of a tag, empty without it} */
  byte[] bytes(int tag) {
    long entry = entry(tag);
    if (entry < 0) {
      return new byte[0];
    }
    int bytes = typeBytes(entry);
    long count = number(entry + 4, big ? 8 : 4);
    long at = values(entry, bytes, count);
    return at < 0 ? new byte[0] : Arrays.copyOfRange(file, (int) at, (int) (at + count * bytes));
  }

  private int entryBytes() {
    return big ? 20 : 12;
  }

  private long entry(int tag) {
    for (long i = 0; i < entries; i++) {
      long entry = start + i * entryBytes();
      if (number(entry, 2) == tag) {
        return entry;
      }
    }
    return -1;
  }

  private int typeBytes(long entry) {
    long type = number(entry + 2, 2);
    return type < 0 || type >= TYPE_BYTES.length ? 0 : TYPE_BYTES[(int) type];
  }

  /** {@return where the values of an entry stand, -1 when they leave the file} */
  private long values(long entry, int bytes, long count) {
    int inPlace = big ? 8 : 4;
    if (count < 0 || count > file.length) {
      return -1;
    }
    long at = entry + inPlace + 4;
    if (count * bytes > inPlace) {
      at = number(at, inPlace);
    }
    return at < 0 || at + count * bytes > file.length ? -1 : at;
  }

  /** {@return the unsigned number of some bytes, -1 beyond the file} */
  private long number(long at, int bytes) {
    if (at < 0 || at + bytes > file.length) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      int digit = file[(int) at + (little ? bytes - 1 - i : i)] & 0xff;
      value = value << 8 | digit;
    }
    return value;
  }
}
