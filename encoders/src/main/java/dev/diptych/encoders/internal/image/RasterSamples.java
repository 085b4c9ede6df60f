package dev.diptych.encoders.internal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in's picture to 8-bit samples as Pillow reads them. Java2D's own conversion is avoided: it
 * takes greys for linear light and so shifts every value, and has its own mind about profiles.
 */
final class RasterSamples {

  private RasterSamples() {}

  /**
   * Expands palettes, keeps the high 8 bits of deep samples, separates alpha from colour.
   *
   * @throws IOException when the samples are of a kind that has no 8-bit meaning
   */
  static Samples of(BufferedImage image) throws IOException {
    return image.getColorModel() instanceof IndexColorModel palette
        ? expandPalette(image.getRaster(), palette)
        : separate(image.getRaster(), image.getColorModel());
  }

  private static Samples expandPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[3 * width * height];
    byte[] alpha = palette.hasAlpha() ? new byte[width * height] : null;
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++, at++) {
        // An index beyond the palette shows as black, as elsewhere.
        int colour = row[x] < colours.length ? colours[row[x]] : 0xff000000;
        rgb[3 * at] = (byte) (colour >> 16);
        rgb[3 * at + 1] = (byte) (colour >> 8);
        rgb[3 * at + 2] = (byte) colour;
        if (alpha != null) {
          alpha[at] = (byte) (colour >>> 24);
        }
      }
    }
    return new Samples(width, height, 3, rgb, alpha);
  }

  private static Samples separate(Raster raster, ColorModel model) throws IOException {
    int type = raster.getTransferType();
    if (type == DataBuffer.TYPE_FLOAT
        || type == DataBuffer.TYPE_DOUBLE
        || type == DataBuffer.TYPE_SHORT) {
      throw new IOException("its samples are floating-point or signed numbers");
    }
    int bands = raster.getNumBands();
    int colours = model.getNumColorComponents();
    boolean cmyk = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK && bands >= 4;
    if (!cmyk && colours != 1 && (colours != 3 || bands < 3)) {
      throw new IOException("it has %s colour channels".formatted(colours));
    }
    int channels = cmyk ? 4 : colours;
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] kept = new byte[channels * width * height];
    byte[] alpha = model.hasAlpha() && bands > channels ? new byte[width * height] : null;
    int[] bits = raster.getSampleModel().getSampleSize();
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      toEightBits(row, bits);
      if (alpha != null && model.isAlphaPremultiplied()) {
        divideByAlpha(row, bands);
      }
      keep(row, bands, channels, kept, alpha, y * width);
    }
    return new Samples(width, height, channels, kept, alpha);
  }

  private static void keep(
      int[] row, int bands, int channels, byte[] kept, byte @Nullable [] alpha, int pixel) {
    for (int x = 0, at = channels * pixel; x < row.length; x += bands, pixel++) {
      for (int channel = 0; channel < channels; channel++, at++) {
        kept[at] = (byte) row[x + channel];
      }
      if (alpha != null) {
        alpha[pixel] = (byte) row[x + bands - 1];
      }
    }
  }

  private static void toEightBits(int[] row, int[] bits) {
    for (int band = 0; band < bits.length; band++) {
      int depth = bits[band];
      if (depth > 8) {
        for (int i = band; i < row.length; i += bits.length) {
          row[i] = row[i] >>> (depth - 8);
        }
      } else if (depth < 8) {
        int most = (1 << depth) - 1;
        for (int i = band; i < row.length; i += bits.length) {
          row[i] = row[i] * 255 / most;
        }
      }
    }
  }

  private static void divideByAlpha(int[] row, int bands) {
    for (int x = 0; x < row.length; x += bands) {
      int alpha = row[x + bands - 1];
      for (int band = 0; alpha > 0 && band < bands - 1; band++) {
        row[x + band] = Math.min(255, row[x + band] * 255 / alpha);
      }
    }
  }
}
