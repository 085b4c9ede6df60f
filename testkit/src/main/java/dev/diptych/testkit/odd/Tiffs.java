package dev.diptych.testkit.odd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** TIFF files: byte orders, packings, strips and tiles, kinds of samples, and kinds not read. */
final class Tiffs {

  private static final int NONE = 1;
  private static final int PACK_BITS = 32773;
  private static final int DEFLATE = 8;
  private static final int OLD_DEFLATE = 32946;

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int INKS = 5;

  private Tiffs() {}

  /** A value of a channel, of the file's depth. */
  private interface Channel {
    int at(int x, int y, int channel);
  }

  static void addTo(Shelf shelf) {
    for (boolean little : new boolean[] {true, false}) {
      String order = little ? "ii" : "mm";
      for (int compression : new int[] {NONE, PACK_BITS, DEFLATE, OLD_DEFLATE}) {
        rgb(shelf, "tiff/rgb-" + order + compression + ".tif", little, false, compression);
      }
      rgb(shelf, "tiff/big-" + order + ".tif", little, true, DEFLATE);
      for (int bits : new int[] {1, 4, 8, 16}) {
        grey(shelf, "tiff/grey-" + order + bits + ".tif", little, bits, BLACK_IS_ZERO);
      }
      grey(shelf, "tiff/inverse-" + order + ".tiff", little, 8, WHITE_IS_ZERO);
      palette(shelf, "tiff/palette-" + order + ".tif", little);
      inks(shelf, "tiff/inks-" + order + ".tif", little);
      alpha(shelf, "tiff/alpha-" + order + ".tif", little);
      tiles(shelf, "tiff/tiles-" + order + ".tif", little);
      planes(shelf, "tiff/planes-" + order + ".tif", little);
      predicted(shelf, "tiff/predicted-" + order + ".tif", little);
      whole(shelf, "tiff/int32-" + order + ".tif", little);
    }
    for (int turn = 2; turn <= 8; turn++) {
      Drawing drawing = shelf.draw();
      byte[] file =
          strips(
                  file(drawing, true, false, RGB, 8, 8, 8),
                  drawing,
                  8,
                  3,
                  NONE,
                  drawing::sample,
                  1000)
              .put(TiffFile.ORIENTATION, turn)
              .write();
      shelf.picture("tiff/turned-" + turn + ".tif", file, drawing.turned(turn));
    }
    refused(shelf);
  }

  private static TiffFile file(
      Drawing drawing, boolean little, boolean big, int photometric, long... bits) {
    return new TiffFile(little, big)
        .put(TiffFile.WIDTH, drawing.width())
        .put(TiffFile.HEIGHT, drawing.height())
        .put(TiffFile.BITS, bits)
        .put(TiffFile.PHOTOMETRIC, photometric)
        .put(TiffFile.SAMPLES, bits.length);
  }

  private static TiffFile strips(
      TiffFile file,
      Drawing drawing,
      int bits,
      int channels,
      int compression,
      Channel values,
      int rowsPerStrip) {
    List<byte[]> strips = new ArrayList<>();
    for (int top = 0; top < drawing.height(); top += rowsPerStrip) {
      ByteSink strip = file.sink();
      for (int y = top; y < Math.min(drawing.height(), top + rowsPerStrip); y++) {
        byte[] row = row(file, drawing.width(), y, bits, channels, values);
        strip.bytes(compression == PACK_BITS ? TiffFile.packBits(row) : row);
      }
      strips.add(packed(strip.toArray(), compression));
    }
    return file.put(TiffFile.COMPRESSION, compression)
        .put(TiffFile.ROWS_PER_STRIP, rowsPerStrip)
        .parts(TiffFile.STRIP_OFFSETS, TiffFile.STRIP_BYTES, strips);
  }

  private static byte[] packed(byte[] data, int compression) {
    return compression == DEFLATE || compression == OLD_DEFLATE ? PngFile.deflated(data) : data;
  }

  private static byte[] row(
      TiffFile file, int width, int y, int bits, int channels, Channel values) {
    if (bits > 8) {
      ByteSink row = file.sink();
      for (int i = 0; i < width * channels; i++) {
        row.number(values.at(i / channels, y, i % channels), bits / 8);
      }
      return row.toArray();
    }
    BitSink row = new BitSink();
    for (int i = 0; i < width * channels; i++) {
      row.put(values.at(i / channels, y, i % channels), bits);
    }
    return row.toArray();
  }

  private static void rgb(Shelf shelf, String name, boolean little, boolean big, int compression) {
    Drawing drawing = shelf.draw();
    TiffFile file = file(drawing, little, big, RGB, 8, 8, 8);
    shelf.picture(
        name, strips(file, drawing, 8, 3, compression, drawing::sample, 7).write(), drawing);
  }

  private static void grey(Shelf shelf, String name, boolean little, int bits, int photometric) {
    Drawing drawing = shelf.draw().grey();
    int turn = photometric == WHITE_IS_ZERO ? 255 : 0;
    Channel values =
        (x, y, c) -> {
          int sample = drawing.sample(x, y, 1) ^ turn;
          return bits == 16 ? (sample << 8) | 0x37 : sample >> (8 - bits);
        };
    TiffFile file = file(drawing, little, false, photometric, bits);
    shelf.picture(
        name,
        strips(file, drawing, bits, 1, NONE, values, 9).write(),
        bits < 8 ? drawing.coarse(bits) : drawing);
  }

  private static void palette(Shelf shelf, String name, boolean little) {
    Indexed picture = Indexed.random(shelf.random(), 256);
    Drawing drawing = picture.drawing();
    long[] map = new long[768];
    for (int i = 0; i < map.length; i++) {
      map[i] = 257L * ((picture.palette()[i % 256] >> (16 - 8 * (i / 256))) & 0xff);
    }
    TiffFile file = file(drawing, little, false, PALETTE, 8).put(TiffFile.COLOUR_MAP, map);
    shelf.picture(
        name,
        strips(file, drawing, 8, 1, PACK_BITS, (x, y, c) -> picture.index(x, y), 5).write(),
        drawing);
  }

  /** Four inks without a profile, black left out: each is what its light lacks. */
  private static void inks(Shelf shelf, String name, boolean little) {
    Drawing drawing = shelf.draw();
    TiffFile file = file(drawing, little, false, INKS, 8, 8, 8, 8);
    Channel values = (x, y, c) -> c == 3 ? 0 : 255 - drawing.sample(x, y, c);
    shelf.picture(name, strips(file, drawing, 8, 4, NONE, values, 6).write(), drawing);
  }

  private static void alpha(Shelf shelf, String name, boolean little) {
    Drawing drawing = shelf.draw().transparent(shelf.random());
    TiffFile file = file(drawing, little, false, RGB, 8, 8, 8, 8).put(TiffFile.EXTRA_SAMPLES, 2);
    shelf.picture(
        name,
        strips(file, drawing, 8, 4, DEFLATE, drawing::sample, 11).write(),
        drawing.onWhite(),
        Shelf.WITH_ALPHA);
  }

  private static void tiles(Shelf shelf, String name, boolean little) {
    Drawing drawing = shelf.draw();
    TiffFile file = file(drawing, little, false, RGB, 8, 8, 8);
    List<byte[]> tiles = new ArrayList<>();
    for (int top = 0; top < drawing.height(); top += 16) {
      for (int left = 0; left < drawing.width(); left += 16) {
        ByteSink tile = file.sink();
        for (int i = 0; i < 256; i++) {
          int x = Math.min(drawing.width() - 1, left + i % 16);
          int y = Math.min(drawing.height() - 1, top + i / 16);
          for (int c = 0; c < 3; c++) {
            tile.u8(drawing.sample(x, y, c));
          }
        }
        tiles.add(PngFile.deflated(tile.toArray()));
      }
    }
    file.put(TiffFile.COMPRESSION, DEFLATE)
        .put(TiffFile.TILE_WIDTH, 16)
        .put(TiffFile.TILE_HEIGHT, 16)
        .parts(TiffFile.TILE_OFFSETS, TiffFile.TILE_BYTES, tiles);
    shelf.picture(name, file.write(), drawing);
  }

  private static void planes(Shelf shelf, String name, boolean little) {
    Drawing drawing = shelf.draw();
    List<byte[]> planes = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      int channel = c;
      ByteSink plane = ByteSink.of(little);
      for (int y = 0; y < drawing.height(); y++) {
        int row = y;
        for (int x = 0; x < drawing.width(); x++) {
          plane.u8(drawing.sample(x, row, channel));
        }
      }
      planes.add(plane.toArray());
    }
    TiffFile file =
        file(drawing, little, false, RGB, 8, 8, 8)
            .put(TiffFile.COMPRESSION, NONE)
            .put(TiffFile.PLANAR, 2)
            .put(TiffFile.ROWS_PER_STRIP, drawing.height())
            .parts(TiffFile.STRIP_OFFSETS, TiffFile.STRIP_BYTES, planes);
    shelf.picture(name, file.write(), drawing);
  }

  private static void predicted(Shelf shelf, String name, boolean little) {
    Drawing drawing = shelf.draw();
    Channel values =
        (x, y, c) -> (drawing.sample(x, y, c) - (x == 0 ? 0 : drawing.sample(x - 1, y, c))) & 0xff;
    TiffFile file = file(drawing, little, false, RGB, 8, 8, 8).put(TiffFile.PREDICTOR, 2);
    shelf.picture(name, strips(file, drawing, 8, 3, DEFLATE, values, 12).write(), drawing);
  }

  /** Integers of 32 bits, as microscopes write: what counts is the highest byte in use. */
  private static void whole(Shelf shelf, String name, boolean little) {
    Drawing drawing = shelf.draw().grey();
    TiffFile file = file(drawing, little, false, BLACK_IS_ZERO, 32);
    Channel values = (x, y, c) -> drawing.sample(x, y, 1) << 24;
    shelf.picture(name, strips(file, drawing, 32, 1, NONE, values, 10).write(), drawing);
  }

  private static void refused(Shelf shelf) {
    refused(shelf, "float", 32, file -> file.put(TiffFile.SAMPLE_FORMAT, 3), "floating-point");
    refused(shelf, "half", 16, file -> file.put(TiffFile.SAMPLE_FORMAT, 3), "floating-point");
    refused(shelf, "complex", 64, file -> file.put(TiffFile.SAMPLE_FORMAT, 6), "complex");
    String[][] packings = {
      {"50000", "Zstandard"},
      {"34887", "LERC"},
      {"50001", "WebP"},
      {"34712", "JPEG 2000"},
      {"34925", "LZMA"},
      {"34661", "JBIG"},
      {"50002", "JPEG XL"}
    };
    for (String[] packing : packings) {
      int code = Integer.parseInt(packing[0]);
      refused(
          shelf,
          "packed-" + code,
          8,
          file -> file.put(TiffFile.COMPRESSION, code),
          "a TIFF with " + packing[1] + " compression");
    }
    Drawing drawing = shelf.draw();
    byte[] whole =
        strips(file(drawing, true, false, RGB, 8, 8, 8), drawing, 8, 3, NONE, drawing::sample, 8)
            .write();
    shelf.skipped("tiff/cut.tif", Arrays.copyOf(whole, whole.length / 3), "damaged or cut short");
  }

  private static void refused(
      Shelf shelf, String name, int bits, UnaryOperator<TiffFile> change, String reason) {
    Drawing drawing = shelf.draw();
    TiffFile file = file(drawing, true, false, BLACK_IS_ZERO, bits);
    Channel values = (x, y, c) -> drawing.sample(x, y, 1);
    strips(file, drawing, bits, 1, NONE, values, 10);
    shelf.skipped("tiff/" + name + ".tif", change.apply(file).write(), reason);
  }
}
