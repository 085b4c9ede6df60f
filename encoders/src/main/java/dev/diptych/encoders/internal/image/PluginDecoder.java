package dev.diptych.encoders.internal.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Decodes the first picture of a file by its plug-in, without conversions of colour. */
final class PluginDecoder {

  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  private PluginDecoder() {}

  static RgbSamples decode(ImageFormat format, byte[] file, Decoding decoding) throws IOException {
    if (format == ImageFormat.BMP) {
      refuseEmbedded(file);
    }
    ImageReader reader = PluginReaders.open(format, file, false, decoding);
    try {
      decoding.checkSize(reader.getWidth(0), reader.getHeight(0));
      decoding.reserve(PluginMemory.needed(reader), 0);
      ImageReadParam param = reader.getDefaultReadParam();
      if (format == ImageFormat.TIFF) {
        // Left to itself the plug-in may put samples multiplied by alpha under a plain label.
        param.setDestinationType(reader.getRawImageType(0));
      }
      BufferedImage image = reader.read(0, param);
      decoding.check();
      decoding.checkSize(image.getWidth(), image.getHeight());
      return RasterSamples.toRgb(image);
    } finally {
      reader.dispose();
    }
  }

  /** A bitmap that wraps a JPEG or PNG states a size that does not bind what is inside. */
  private static void refuseEmbedded(byte[] file) throws IOException {
    if (Bytes.intLittleEndian(file, 14) >= 40 && file.length >= 34) {
      int compression = Bytes.intLittleEndian(file, 30);
      if (compression == BMP_JPEG || compression == BMP_PNG) {
        throw new IOException("it wraps a %s".formatted(compression == BMP_PNG ? "PNG" : "JPEG"));
      }
    }
  }
}
