package dev.diptych.encoders.internal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * Stored samples to 8-bit RGB as Pillow's {@code convert("RGB")} does it. Java2D's own conversion
 * is avoided: it takes greys for linear light and so shifts every value, blends alpha and applies
 * profiles.
 */
final class RasterSamples {

  private RasterSamples() {}

  /**
   * Expands greys and palettes, drops alpha, keeps the high 8 bits of deep samples.
   *
   * @throws IOException when the samples are of a kind that has no 8-bit meaning
   */
  static RgbSamples toRgb(BufferedImage image) throws IOException {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[3 * width * height];
    if (image.getColorModel() instanceof IndexColorModel palette) {
      expandPalette(image.getRaster(), palette, rgb);
    } else {
      expandSamples(image.getRaster(), image.getColorModel(), rgb);
    }
    return new RgbSamples(width, height, rgb);
  }

  private static void expandPalette(Raster raster, IndexColorModel palette, byte[] rgb) {
    int width = raster.getWidth();
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++, at += 3) {
        // An index beyond the palette shows as black, as elsewhere.
        int colour = row[x] < colours.length ? colours[row[x]] : 0;
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
      }
    }
  }

  private static void expandSamples(Raster raster, ColorModel model, byte[] rgb)
      throws IOException {
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
    int width = raster.getWidth();
    int[] bits = raster.getSampleModel().getSampleSize();
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      toEightBits(row, bits);
      if (model.isAlphaPremultiplied() && model.hasAlpha()) {
        divideByAlpha(row, bands);
      }
      for (int x = 0; x < row.length; x += bands, at += 3) {
        if (cmyk) {
          Cmyk.toRgb(row[x], row[x + 1], row[x + 2], row[x + 3], rgb, at);
        } else {
          rgb[at] = (byte) row[x];
          rgb[at + 1] = (byte) row[colours == 1 ? x : x + 1];
          rgb[at + 2] = (byte) row[colours == 1 ? x : x + 2];
        }
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
