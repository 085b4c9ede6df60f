package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes 8-bit RGB as baseline JPEG, by the JDK's encoder. */
public final class JpegWriter {

  private static final ImageWriterSpi PROVIDER = provider();

  private JpegWriter() {}

  /**
   * Encodes samples.
   *
   * @param rgb {@code u8 [height, width, 3]}
   * @param quality 0 to 1
   */
  public static byte[] write(int width, int height, byte[] rgb, float quality) {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(rgb, rgb.length),
            width,
            height,
            3 * width,
            3,
            new int[] {0, 1, 2},
            null);
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    BufferedImage image = new BufferedImage(model, raster, false, null);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = null;
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
      writer = PROVIDER.createWriterInstance();
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.INTERNAL, "cannot encode a JPEG of %s x %s".formatted(width, height), e);
    } finally {
      if (writer != null) {
        writer.dispose();
      }
    }
    return file.toByteArray();
  }

  private static ImageWriterSpi provider() {
    Iterator<ImageWriterSpi> all =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, false);
    while (all.hasNext()) {
      ImageWriterSpi provider = all.next();
      if (provider.getClass().getName().startsWith("com.sun.imageio.plugins.jpeg.")) {
        return provider;
      }
    }
    throw new IllegalStateException(
        "this Java has no JPEG encoder: run with a JDK that has the module java.desktop");
  }
}
