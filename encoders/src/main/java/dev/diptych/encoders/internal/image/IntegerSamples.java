package dev.diptych.encoders.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * Samples of 32-bit integers to 8 bits. Their full range is never used: programs put numbers of 8
 * or 16 bits there. So the largest one tells how many bits are meant, in whole bytes.
 */
final class IntegerSamples {

  private static final int SIGNED = 2;

  private IntegerSamples() {}

  static Samples of(BufferedImage image, TiffTags tags) throws IOException {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int colours = image.getColorModel().getNumColorComponents();
    if (colours != 1 && colours != 3) {
      throw new IOException("it has %s colour channels".formatted(colours));
    }
    boolean signed = tags.number(TiffTags.SAMPLE_FORMAT).orElse(1) == SIGNED;
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] row = new int[width * bands];
    long largest = 0;
    for (int y = 0; y < height; y++) {
      for (int value : row(raster, y, row)) {
        largest = Math.max(largest, signed ? value : Integer.toUnsignedLong(value));
      }
    }
    int shift = 0;
    while (largest >>> shift > 255) {
      shift += 8;
    }
    byte[] kept = new byte[colours * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      row(raster, y, row);
      for (int x = 0; x < row.length; x += bands) {
        for (int channel = 0; channel < colours; channel++, at++) {
          int value = row[x + channel];
          kept[at] = (byte) (signed && value < 0 ? 0 : value >>> shift);
        }
      }
    }
    return new Samples(width, height, colours, kept, null);
  }

  private static int[] row(Raster raster, int y, int[] row) {
    return raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
  }
}
