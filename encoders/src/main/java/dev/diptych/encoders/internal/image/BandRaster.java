package dev.diptych.encoders.internal.image;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageTypeSpecifier;

/**
 * What a plug-in takes for the raster of a whole picture, while only a band of some rows is there:
 * rows must be written from the top, each is reduced when the band below it begins.
 */
final class BandRaster extends WritableRaster {

  private final BufferedImage band;
  private final Shown shown;
  private final BoxReducer reducer;
  private final int pictureHeight;
  private int bandTop;

  private BandRaster(
      SampleModel whole, DataBuffer nothing, BufferedImage band, Shown shown, BoxReducer reducer) {
    super(whole, nothing, new Point());
    this.band = band;
    this.shown = shown;
    this.reducer = reducer;
    this.pictureHeight = whole.getHeight();
  }

  /**
   * A raster for a picture.
   *
   * @param type what the plug-in writes
   * @param rows rows of a band, at least 1
   * @param shown turns rows into RGB
   * @param reducer gets the rows as RGB
   */
  static BandRaster of(
      ImageTypeSpecifier type, int width, int height, int rows, Shown shown, BoxReducer reducer) {
    SampleModel whole = type.getSampleModel(width, height);
    DataBuffer nothing =
        whole.getDataType() == DataBuffer.TYPE_USHORT
            ? new DataBufferUShort(1)
            : new DataBufferByte(1);
    return new BandRaster(whole, nothing, type.createBufferedImage(width, rows), shown, reducer);
  }

  /** {@return a picture to hand to the plug-in, whose pixels go here} */
  BufferedImage asImage(ImageTypeSpecifier type) {
    return new BufferedImage(
        type.getColorModel(), this, type.getColorModel().isAlphaPremultiplied(), null);
  }

  @Override
  public void setPixel(int x, int y, int[] samples) {
    while (y >= bandTop + band.getHeight()) {
      flush();
    }
    band.getRaster().setPixel(x, y - bandTop, samples);
  }

  /** {@return the reduced picture, once all rows were written} */
  RgbSamples finish() {
    while (bandTop < pictureHeight) {
      flush();
    }
    return reducer.finish();
  }

  private void flush() {
    try {
      reducer.add(
          shown.of(RasterSamples.of(band)).rgb(),
          Math.min(band.getHeight(), pictureHeight - bandTop));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bandTop += band.getHeight();
  }
}
