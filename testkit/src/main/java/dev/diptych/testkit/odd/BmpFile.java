package dev.diptych.testkit.odd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes Windows and OS/2 bitmaps. */
final class BmpFile {

  private static final int PLAIN = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;

  private BmpFile() {}

  /** 1, 4 or 8 bits a pixel. */
  static byte[] indexed(Indexed picture, int bits, boolean topDown) {
    List<byte[]> rows = new ArrayList<>();
    for (int y = 0; y < picture.height(); y++) {
      BitSink row = new BitSink();
      for (int x = 0; x < picture.width(); x++) {
        row.put(picture.index(x, y), bits);
      }
      rows.add(padded(row.toArray()));
    }
    return file(
        picture.width(),
        picture.height(),
        bits,
        PLAIN,
        picture.palette(),
        joined(rows, topDown),
        40,
        topDown);
  }

  /** 8 or 4 bits a pixel, in runs. */
  static byte[] runs(Indexed picture, int bits) {
    ByteSink data = ByteSink.littleEndian();
    for (int y = picture.height() - 1; y >= 0; y--) {
      for (int x = 0; x < picture.width(); ) {
        int run = 1;
        int index = picture.index(x, y);
        while (run < 250 && x + run < picture.width() && picture.index(x + run, y) == index) {
          run++;
        }
        data.u8(run).u8(bits == 8 ? index : (index << 4) | index);
        x += run;
      }
      data.u16(0);
    }
    data.u8(0).u8(1);
    return file(
        picture.width(),
        picture.height(),
        bits,
        bits == 8 ? RLE8 : RLE4,
        picture.palette(),
        data.toArray(),
        40,
        false);
  }

  /** 24 bits a pixel; a header of 12 bytes is OS/2's. */
  static byte[] rgb(Drawing picture, int headerBytes, boolean topDown) {
    List<byte[]> rows = new ArrayList<>();
    for (int y = 0; y < picture.height(); y++) {
      ByteSink row = ByteSink.littleEndian();
      for (int x = 0; x < picture.width(); x++) {
        row.number(picture.pixel(x, y), 3);
      }
      rows.add(padded(row.toArray()));
    }
    return file(
        picture.width(),
        picture.height(),
        24,
        PLAIN,
        new int[0],
        joined(rows, topDown),
        headerBytes,
        topDown);
  }

  /** 32 bits a pixel; with a header of 108 bytes the highest eight are alpha. */
  static byte[] deep(Drawing picture, int headerBytes) {
    ByteSink data = ByteSink.littleEndian();
    for (int y = picture.height() - 1; y >= 0; y--) {
      for (int x = 0; x < picture.width(); x++) {
        data.u32(picture.pixel(x, y));
      }
    }
    int compression = headerBytes > 40 ? BIT_FIELDS : PLAIN;
    return file(
        picture.width(),
        picture.height(),
        32,
        compression,
        new int[0],
        data.toArray(),
        headerBytes,
        false);
  }

  private static byte[] file(
      int width,
      int height,
      int bits,
      int compression,
      int[] palette,
      byte[] data,
      int headerBytes,
      boolean topDown) {
    ByteSink info = ByteSink.littleEndian().u32(headerBytes);
    if (headerBytes == 12) {
      info.u16(width).u16(height).u16(1).u16(bits);
    } else {
      info.u32(width).u32(topDown ? -height : height).u16(1).u16(bits).u32(compression);
      info.u32(data.length).u32(2835).u32(2835).u32(palette.length).u32(0);
    }
    if (headerBytes > 40) {
      info.u32(0xff0000).u32(0xff00).u32(0xff).u32(0xff000000L).latin1("BGRs");
      info.bytes(new byte[headerBytes - info.size()]);
    }
    for (int colour : palette) {
      info.u32(colour & 0xffffff);
    }
    int start = 14 + info.size();
    return ByteSink.littleEndian()
        .latin1("BM")
        .u32(start + data.length)
        .u32(0)
        .u32(start)
        .bytes(info.toArray())
        .bytes(data)
        .toArray();
  }

  private static byte[] padded(byte[] row) {
    return Arrays.copyOf(row, Math.ceilDiv(row.length, 4) * 4);
  }

  private static byte[] joined(List<byte[]> rows, boolean topDown) {
    ByteSink data = ByteSink.littleEndian();
    (topDown ? rows : rows.reversed()).forEach(data::bytes);
    return data.toArray();
  }
}
