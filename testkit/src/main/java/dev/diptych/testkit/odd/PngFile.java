package dev.diptych.testkit.odd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Writes a PNG file; every row has another filter. */
final class PngFile {

  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final int width;
  private final int height;
  private final int type;
  private final int depth;
  private final List<byte[]> chunks = new ArrayList<>();
  private boolean interlaced;
  private int partBytes = 1 << 20;

  PngFile(int width, int height, int type, int depth) {
    this.width = width;
    this.height = height;
    this.type = type;
    this.depth = depth;
  }

  /** A value of a channel, of the file's depth. */
  interface Channel {
    int at(int x, int y, int channel);
  }

  static int channels(int type) {
    return switch (type) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  PngFile interlaced(boolean interlace) {
    interlaced = interlace;
    return this;
  }

  /** Adds a chunk before the pixels. */
  PngFile with(String name, byte[] data) {
    chunks.add(chunk(name, data));
    return this;
  }

  /** Cuts the pixels into chunks of so many bytes. */
  PngFile inPartsOf(int bytes) {
    partBytes = bytes;
    return this;
  }

  /** {@return a file that ends behind its first chunk} */
  byte[] header() {
    ByteSink header = ByteSink.bigEndian().u32(width).u32(height).u8(depth).u8(type);
    return ByteSink.bigEndian()
        .latin1("\u0089PNG\r\n\u001a\n")
        .bytes(chunk("IHDR", header.u16(0).u8(interlaced ? 1 : 0).toArray()))
        .toArray();
  }

  byte[] write(Channel values) {
    ByteSink file = ByteSink.bigEndian().bytes(header());
    chunks.forEach(file::bytes);
    byte[] packed = deflated(rows(values));
    for (int at = 0; at < packed.length; at += partBytes) {
      file.bytes(
          chunk("IDAT", Arrays.copyOfRange(packed, at, Math.min(packed.length, at + partBytes))));
    }
    return file.bytes(chunk("IEND", new byte[0])).toArray();
  }

  private byte[] rows(Channel values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[][] passes = interlaced ? ADAM7 : new int[][] {{0, 0, 1, 1}};
    for (int[] pass : passes) {
      byte[] before = null;
      int number = 0;
      for (int y = pass[1]; y < height && pass[0] < width; y += pass[3]) {
        BitSink bits = new BitSink();
        for (int x = pass[0]; x < width; x += pass[2]) {
          for (int c = 0; c < channels(type); c++) {
            bits.put(values.at(x, y, c), depth);
          }
        }
        byte[] row = bits.toArray();
        int filter = number++ % 5;
        out.write(filter);
        out.writeBytes(filtered(row, before == null ? new byte[row.length] : before, filter));
        before = row;
      }
    }
    return out.toByteArray();
  }

  private byte[] filtered(byte[] row, byte[] above, int filter) {
    int step = Math.max(1, channels(type) * depth / 8);
    byte[] out = new byte[row.length];
    for (int i = 0; i < row.length; i++) {
      int left = i < step ? 0 : row[i - step] & 0xff;
      int up = above[i] & 0xff;
      int corner = i < step ? 0 : above[i - step] & 0xff;
      int foretold =
          switch (filter) {
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            case 4 -> paeth(left, up, corner);
            default -> 0;
          };
      out[i] = (byte) (row[i] - foretold);
    }
    return out;
  }

  private static int paeth(int left, int up, int corner) {
    int guess = left + up - corner;
    int toLeft = Math.abs(guess - left);
    int toUp = Math.abs(guess - up);
    int toCorner = Math.abs(guess - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  static byte[] deflated(byte[] data) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static byte[] chunk(String name, byte[] data) {
    byte[] typed = ByteSink.bigEndian().latin1(name).bytes(data).toArray();
    CRC32 sum = new CRC32();
    sum.update(typed);
    return ByteSink.bigEndian().u32(data.length).bytes(typed).u32(sum.getValue()).toArray();
  }

  /** {@return the file with the checksum of the first chunk of a name made wrong} */
  static byte[] withWrongSum(byte[] png, String name) {
    byte[] copy = png.clone();
    for (int at = 8; at + 12 <= copy.length; ) {
      int length = ByteBuffer.wrap(copy).getInt(at);
      if (new String(copy, at + 4, 4, StandardCharsets.ISO_8859_1).equals(name)) {
        copy[at + 8 + length] ^= 0x55;
        return copy;
      }
      at += 12 + length;
    }
    throw new IllegalArgumentException("there is no chunk " + name);
  }
}
