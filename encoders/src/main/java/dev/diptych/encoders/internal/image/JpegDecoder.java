package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.awt.Rectangle;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * Decodes JPEG files to the channels as stored and converts those itself by libjpeg's integer
 * formulas, so that profiles and guesses about colour have no part in it.
 */
final class JpegDecoder {

  private static final int HALF = 1 << 15;
  private static final int MOST_STRIPS = 32;

  private JpegDecoder() {}

  static RgbSamples decode(byte[] file, Shown shown, Decoding decoding) throws IOException {
    JpegHeader header = JpegHeader.read(file);
    if (header.coding() == JpegHeader.Coding.LOSSLESS) {
      return PluginDecoder.decode(PictureFormat.JPEG, file, shown, decoding);
    }
    return decode(header.isComplete(file) ? file : ended(file, header), header, shown, decoding);
  }

  /** A file that only lacks its end marker gets one; one that lacks more is refused. */
  private static byte[] ended(byte[] file, JpegHeader header) throws EOFException {
    if (!JpegCompleteness.areAll(file, header)) {
      throw new EOFException();
    }
    // A lone half of the marker would be taken for data.
    int length = file[file.length - 1] == (byte) 0xff ? file.length - 1 : file.length;
    byte[] ended = Arrays.copyOf(file, length + 2);
    ended[length] = (byte) 0xff;
    ended[length + 1] = (byte) 0xd9;
    return ended;
  }

  private static RgbSamples decode(byte[] file, JpegHeader header, Shown shown, Decoding decoding)
      throws IOException {
    JpegScans scans = JpegScans.of(file, header);
    decoding.checkSize(scans.width(), scans.height());
    scans.check(file, decoding);
    int factor = BoxReducer.factorFor(scans.width(), scans.height());
    if (factor > 1) {
      return inStrips(file, header, scans, factor, shown, decoding);
    }
    decoding.reserve(scans.heapBytes(), scans.outsideBytes());
    Rectangle whole = new Rectangle(scans.width(), scans.height());
    return shown.of(samples(raster(file, whole, decoding), header.encoding()));
  }

  /**
   * Decodes a large picture smaller. Each strip is decoded from the start of the file, so there are
   * as few as memory allows; mostly one.
   */
  private static RgbSamples inStrips(
      byte[] file, JpegHeader header, JpegScans scans, int factor, Shown shown, Decoding decoding)
      throws IOException {
    int width = scans.width();
    int height = scans.height();
    int strips = 1;
    while (strips < MOST_STRIPS && !decoding.couldReserve(stripBytes(scans, factor, strips))) {
      strips *= 2;
    }
    decoding.reserve(stripBytes(scans, factor, strips), scans.outsideBytes());
    BoxReducer reducer = new BoxReducer(width, height, factor);
    int rows = Math.ceilDiv(height, strips);
    for (int top = 0; top < height; top += rows) {
      int count = Math.min(rows, height - top);
      Raster strip = raster(file, new Rectangle(0, top, width, count), decoding);
      reducer.add(shown.of(samples(strip, header.encoding())).rgb(), count);
    }
    return reducer.finish();
  }

  private static long stripBytes(JpegScans scans, int factor, int strips) {
    return scans.heapBytes() / strips
        + 2 * BoxReducer.outBytes(scans.width(), scans.height(), factor);
  }

  private static Raster raster(byte[] file, Rectangle region, Decoding decoding)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    ImageReader reader = PluginReaders.open(PictureFormat.JPEG, file, false, decoding);
    Raster raster;
    try {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      decoding.checkSize(reader.getWidth(0), reader.getHeight(0));
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceRegion(region);
      raster = reader.readRaster(0, param);
      decoding.check();
    } finally {
      reader.dispose();
    }
    for (String warning : warnings) {
      if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
        throw new IOException(warning);
      }
    }
    return raster;
  }

  private static Samples samples(Raster raster, JpegHeader.Encoding encoding) throws IOException {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    int expected =
        switch (encoding) {
          case GREY -> 1;
          case RGB, YCC -> 3;
          case CMYK, YCCK -> 4;
        };
    if (!(raster.getDataBuffer() instanceof DataBufferByte buffer)
        || buffer.getSize() != bands * width * height
        || bands != expected) {
      throw new IOException("it decodes to %s channels, not %s".formatted(bands, expected));
    }
    byte[] stored = buffer.getData(); // the raster is ours alone
    switch (encoding) {
      case GREY, RGB -> {}
      case YCC -> yccToRgb(stored, 3, width);
      case CMYK -> invert(stored);
      case YCCK -> {
        yccToRgb(stored, 4, width);
        // Of the fours, libjpeg makes inks by inverting the light just computed; files hold them
        // inverted once more, so that only black is left to be turned.
        for (int i = 3; i < stored.length; i += 4) {
          stored[i] = (byte) ~stored[i];
        }
      }
    }
    return new Samples(width, height, bands, stored, null);
  }

  /** Files hold inks inverted, 255 for none: the custom that Adobe began. */
  private static void invert(byte[] inks) {
    for (int i = 0; i < inks.length; i++) {
      inks[i] = (byte) ~inks[i];
    }
  }

  /**
   * BT.601 in 16-bit fixed point, in place, on pixels that are {@code step} bytes apart. Each row
   * is taken apart into channels first, which lets the arithmetic run on many pixels at a time.
   */
  private static void yccToRgb(byte[] stored, int step, int width) {
    int[] first = new int[width];
    int[] second = new int[width];
    int[] third = new int[width];
    for (int row = 0; row < stored.length; row += step * width) {
      for (int x = 0, at = row; x < width; x++, at += step) {
        first[x] = stored[at] & 0xff;
        second[x] = stored[at + 1] & 0xff;
        third[x] = stored[at + 2] & 0xff;
      }
      for (int x = 0; x < width; x++) {
        int y = first[x];
        int cb = second[x] - 128;
        int cr = third[x] - 128;
        first[x] = clip(y + ((91881 * cr + HALF) >> 16));
        second[x] = clip(y + ((-22554 * cb - 46802 * cr + HALF) >> 16));
        third[x] = clip(y + ((116130 * cb + HALF) >> 16));
      }
      for (int x = 0, at = row; x < width; x++, at += step) {
        stored[at] = (byte) first[x];
        stored[at + 1] = (byte) second[x];
        stored[at + 2] = (byte) third[x];
      }
    }
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(value, 255));
  }
}
