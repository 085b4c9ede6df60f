package dev.diptych.encoders.internal.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;

/**
 * Decodes JPEG files to the channels as stored and converts those itself by libjpeg's integer
 * formulas, so that profiles and guesses about colour have no part in it.
 */
final class JpegDecoder {

  private static final int HALF = 1 << 15;

  private JpegDecoder() {}

  static RgbSamples decode(byte[] file, SizeLimit limit) throws IOException {
    JpegHeader header = JpegHeader.read(file);
    if (header.coding() == JpegHeader.Coding.PROGRESSIVE && !header.isComplete(file)) {
      // Cut between two scans it would decode without a warning, but blurred.
      throw new EOFException();
    }
    if (header.coding() == JpegHeader.Coding.LOSSLESS) {
      return PluginDecoder.decode(ImageFormat.JPEG, file, limit);
    }
    List<String> warnings = new ArrayList<>();
    ImageReader reader = PluginReaders.open(ImageFormat.JPEG, file, false);
    Raster raster;
    try {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      limit.check(reader.getWidth(0), reader.getHeight(0));
      raster = reader.readRaster(0, null);
    } finally {
      reader.dispose();
    }
    for (String warning : warnings) {
      if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
        throw new IOException(warning);
      }
    }
    return toRgb(raster, header.encoding());
  }

  private static RgbSamples toRgb(Raster raster, JpegHeader.Encoding encoding) throws IOException {
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
      throw new IOException("it decodes to %d channels, not %d".formatted(bands, expected));
    }
    byte[] stored = buffer.getData();
    // Three channels become three: in place, the raster is ours alone.
    byte[] rgb = bands == 3 ? stored : new byte[3 * width * height];
    switch (encoding) {
      case GREY -> spreadGrey(stored, rgb);
      case RGB -> {}
      case YCC -> yccToRgb(stored, 3, rgb);
      case CMYK -> inksToRgb(stored, rgb);
      case YCCK -> {
        yccToRgb(stored, 4, stored);
        // Of the fours, libjpeg makes inks by inverting the light just computed.
        for (int i = 0; i < stored.length; i++) {
          stored[i] = (i & 3) == 3 ? stored[i] : (byte) ~stored[i];
        }
        inksToRgb(stored, rgb);
      }
    }
    return new RgbSamples(width, height, rgb);
  }

  private static void spreadGrey(byte[] grey, byte[] rgb) {
    for (int i = 0, at = 0; i < grey.length; i++, at += 3) {
      rgb[at] = grey[i];
      rgb[at + 1] = grey[i];
      rgb[at + 2] = grey[i];
    }
  }

  /** BT.601 in 16-bit fixed point; source and target pixels are {@code step} bytes apart. */
  private static void yccToRgb(byte[] stored, int step, byte[] target) {
    for (int at = 0; at + 2 < stored.length; at += step) {
      int y = stored[at] & 0xff;
      int cb = (stored[at + 1] & 0xff) - 128;
      int cr = (stored[at + 2] & 0xff) - 128;
      target[at] = clip(y + ((91881 * cr + HALF) >> 16));
      target[at + 1] = clip(y + ((-22554 * cb - 46802 * cr + HALF) >> 16));
      target[at + 2] = clip(y + ((116130 * cb + HALF) >> 16));
    }
  }

  /** Files hold inks inverted, 255 for none: the custom that Adobe began. */
  private static void inksToRgb(byte[] inks, byte[] rgb) {
    for (int i = 0, at = 0; i + 3 < inks.length; i += 4, at += 3) {
      Cmyk.toRgb(
          ~inks[i] & 0xff, ~inks[i + 1] & 0xff, ~inks[i + 2] & 0xff, ~inks[i + 3] & 0xff, rgb, at);
    }
  }

  private static byte clip(int value) {
    return (byte) Math.clamp(value, 0, 255);
  }
}
