package dev.diptych.testkit.odd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Writes TIFF files, classic and big, in both byte orders; raw files of cameras are such. */
final class TiffFile {

  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int MAKE = 271;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int PLANAR = 284;
  static final int PREDICTOR = 317;
  static final int COLOUR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTES = 325;
  static final int SUB_DIRECTORIES = 330;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_OFFSET = 513;
  static final int JPEG_BYTES = 514;
  static final int DNG_VERSION = 50706;

  private static final int BYTE = 1;
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  private final boolean little;
  private final boolean big;
  private final TreeMap<Integer, long[]> numbers = new TreeMap<>();
  private final TreeMap<Integer, String> texts = new TreeMap<>();
  private final List<byte[]> parts = new ArrayList<>();
  private final List<TiffFile> below = new ArrayList<>();
  private int offsetsTag = STRIP_OFFSETS;
  private String behindHeader = "";

  TiffFile(boolean little, boolean big) {
    this.little = little;
    this.big = big;
  }

  TiffFile put(int tag, long... values) {
    numbers.put(tag, values);
    return this;
  }

  TiffFile text(int tag, String value) {
    texts.put(tag, value);
    return this;
  }

  /** Adds what the tag of offsets points to: strips, tiles, a JPEG file. */
  TiffFile parts(int offsets, int bytes, List<byte[]> data) {
    offsetsTag = offsets;
    parts.addAll(data);
    put(bytes, data.stream().mapToLong(part -> part.length).toArray());
    return put(offsets, new long[data.size()]);
  }

  /** Adds a directory below this one. */
  TiffFile directory(TiffFile directory) {
    below.add(directory);
    return put(SUB_DIRECTORIES, new long[below.size()]);
  }

  /** What stands between header and first directory. */
  TiffFile behindHeader(String latin1) {
    behindHeader = latin1;
    return this;
  }

  ByteSink sink() {
    return ByteSink.of(little);
  }

  byte[] write() {
    ByteSink file = sink().latin1(little ? "II" : "MM").u16(big ? 43 : 42);
    if (big) {
      file.u16(8).u16(0);
    }
    int first = (big ? 16 : 8) + behindHeader.length() + (behindHeader.length() & 1);
    file.number(first, big ? 8 : 4).latin1(behindHeader);
    return file.bytes(new byte[behindHeader.length() & 1]).bytes(directoryAt(first)).toArray();
  }

  /** The directory, what belongs to it, and those below it, to stand at a place of the file. */
  private byte[] directoryAt(int start) {
    int word = big ? 8 : 4;
    int count = numbers.size() + texts.size();
    int head = (big ? 8 : 2) + count * (big ? 20 : 12) + word;
    ByteSink behind = sink();
    long[] places = new long[parts.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = (long) start + head + behind.size();
      behind.bytes(parts.get(i)).bytes(new byte[parts.get(i).length & 1]);
    }
    if (!parts.isEmpty()) {
      put(offsetsTag, places);
    }
    long[] lower = new long[below.size()];
    for (int i = 0; i < lower.length; i++) {
      lower[i] = (long) start + head + behind.size();
      byte[] directory = below.get(i).directoryAt((int) lower[i]);
      behind.bytes(directory).bytes(new byte[directory.length & 1]);
    }
    if (!below.isEmpty()) {
      put(SUB_DIRECTORIES, lower);
    }
    TreeMap<Integer, byte[]> entries = new TreeMap<>();
    numbers.forEach((tag, values) -> entries.put(tag, entry(tag, values, start + head, behind)));
    texts.forEach((tag, value) -> entries.put(tag, entry(tag, value, start + head, behind)));
    ByteSink directory = sink().number(count, big ? 8 : 2);
    entries.values().forEach(directory::bytes);
    return directory.number(0, word).bytes(behind.toArray()).toArray();
  }

  private byte[] entry(int tag, long[] values, int behindAt, ByteSink behind) {
    boolean wide = Arrays.stream(values).anyMatch(value -> value > 0xffff);
    int type =
        tag == DNG_VERSION ? BYTE : wide || pointsSomewhere(tag) ? (big ? LONG8 : LONG) : SHORT;
    int bytes = type == BYTE ? 1 : type == SHORT ? 2 : type == LONG ? 4 : 8;
    ByteSink data = sink();
    for (long value : values) {
      data.number(value, bytes);
    }
    return entry(tag, type, values.length, data.toArray(), behindAt, behind);
  }

  private static boolean pointsSomewhere(int tag) {
    return tag == STRIP_OFFSETS
        || tag == TILE_OFFSETS
        || tag == SUB_DIRECTORIES
        || tag == JPEG_OFFSET;
  }

  private byte[] entry(int tag, String value, int behindAt, ByteSink behind) {
    byte[] data = ByteSink.bigEndian().latin1(value).u8(0).toArray();
    return entry(tag, ASCII, data.length, data, behindAt, behind);
  }

  private byte[] entry(int tag, int type, int count, byte[] data, int behindAt, ByteSink behind) {
    int word = big ? 8 : 4;
    ByteSink entry = sink().u16(tag).u16(type).number(count, word);
    if (data.length <= word) {
      return entry.bytes(Arrays.copyOf(data, word)).toArray();
    }
    entry.number(behindAt + behind.size(), word);
    behind.bytes(data).bytes(new byte[data.length & 1]);
    return entry.toArray();
  }

  /** PackBits of one row: runs, and what is no run. */
  static byte[] packBits(byte[] row) {
    ByteSink out = ByteSink.bigEndian();
    for (int at = 0; at < row.length; ) {
      int run = 1;
      while (run < 128 && at + run < row.length && row[at + run] == row[at]) {
        run++;
      }
      if (run > 1) {
        out.u8(257 - run).u8(row[at]);
        at += run;
        continue;
      }
      int from = at;
      while (at < row.length
          && at - from < 128
          && (at + 1 == row.length || row[at] != row[at + 1])) {
        at++;
      }
      out.u8(at - from - 1).bytes(Arrays.copyOfRange(row, from, at));
    }
    return out.toArray();
  }
}
