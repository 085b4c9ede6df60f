package dev.diptych.testkit.odd;

import java.util.Arrays;

/** Writes GIF files of up to 256 colours, with one frame after the other. */
final class GifFile {

  private static final int CLEAR = 256;
  private static final int END = 257;

  /** Fewer codes than would make them longer than nine bits. */
  private static final int CODES_OF_NINE_BITS = 250;

  private final ByteSink file = ByteSink.littleEndian();

  GifFile(String version, int width, int height, Indexed global) {
    file.latin1(version).u16(width).u16(height).u8(0xf7).u8(0).u8(0).bytes(table(global));
  }

  /** Adds a frame. */
  GifFile frame(
      Indexed picture, int left, int top, boolean interlaced, boolean ownColours, int transparent) {
    if (transparent >= 0) {
      file.u8(0x21).u8(0xf9).u8(4).u8(1).u16(10).u8(transparent).u8(0);
    }
    file.u8(0x2c).u16(left).u16(top).u16(picture.width()).u16(picture.height());
    file.u8((interlaced ? 0x40 : 0) | (ownColours ? 0x87 : 0));
    if (ownColours) {
      file.bytes(table(picture));
    }
    file.u8(8).bytes(blocks(packed(picture, interlaced)));
    return this;
  }

  /** Adds a comment and an application's block, as editors do. */
  GifFile comment() {
    file.u8(0x21).u8(0xfe).u8(5).latin1("hello").u8(0);
    file.u8(0x21).u8(0xff).u8(11).latin1("NETSCAPE2.0").u8(3).u8(1).u16(0).u8(0);
    return this;
  }

  byte[] write() {
    return ByteSink.littleEndian().bytes(file.toArray()).u8(0x3b).toArray();
  }

  private static byte[] table(Indexed picture) {
    ByteSink table = ByteSink.bigEndian();
    for (int colour : Arrays.copyOf(picture.palette(), 256)) {
      table.number(colour, 3);
    }
    return table.toArray();
  }

  /** LZW codes of nine bits, the lowest bit first, begun anew before they would grow. */
  private static byte[] packed(Indexed picture, boolean interlaced) {
    ByteSink out = ByteSink.littleEndian();
    int[] held = {0, 0};
    int count = 0;
    for (int[] start :
        interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}}) {
      for (int y = start[0]; y < picture.height(); y += start[1]) {
        for (int x = 0; x < picture.width(); x++) {
          if (count++ % CODES_OF_NINE_BITS == 0) {
            put(CLEAR, held, out);
          }
          put(picture.index(x, y), held, out);
        }
      }
    }
    put(END, held, out);
    return out.u8(held[0]).toArray();
  }

  private static void put(int code, int[] held, ByteSink out) {
    held[0] |= code << held[1];
    held[1] += 9;
    while (held[1] >= 8) {
      out.u8(held[0]);
      held[0] >>>= 8;
      held[1] -= 8;
    }
  }

  private static byte[] blocks(byte[] data) {
    ByteSink out = ByteSink.littleEndian();
    for (int at = 0; at < data.length; at += 255) {
      byte[] part = Arrays.copyOfRange(data, at, Math.min(data.length, at + 255));
      out.u8(part.length).bytes(part);
    }
    return out.u8(0).toArray();
  }
}
