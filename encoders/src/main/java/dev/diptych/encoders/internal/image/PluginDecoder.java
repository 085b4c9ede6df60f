package dev.diptych.encoders.internal.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** Decodes the first picture of a file by its plug-in, without conversions of colour. */
final class PluginDecoder {

  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;
  private static final int PNG_INTERLACE = 28;

  private PluginDecoder() {}

  static RgbSamples decode(ImageFormat format, byte[] file, Decoding decoding) throws IOException {
    if (format == ImageFormat.BMP) {
      refuseEmbedded(file);
    }
    ImageReader reader = PluginReaders.open(format, file, false, decoding);
    try {
      decoding.checkSize(reader.getWidth(0), reader.getHeight(0));
      int factor = BoxReducer.factorFor(decoding.width(), decoding.height());
      if (format == ImageFormat.PNG && factor > 1 && !isInterlaced(file)) {
        return inBands(reader, factor, decoding);
      }
      decoding.reserve(PluginMemory.needed(reader), 0);
      ImageReadParam param = reader.getDefaultReadParam();
      if (format == ImageFormat.TIFF) {
        // Left to itself the plug-in may put samples multiplied by alpha under a plain label.
        param.setDestinationType(reader.getRawImageType(0));
      }
      BufferedImage image = reader.read(0, param);
      decoding.check();
      decoding.checkSize(image.getWidth(), image.getHeight());
      return BoxReducer.reduce(RasterSamples.toRgb(image), factor);
    } finally {
      reader.dispose();
    }
  }

  /** A large PNG file comes row by row and need not be held as a whole. */
  private static RgbSamples inBands(ImageReader reader, int factor, Decoding decoding)
      throws IOException {
    int width = decoding.width();
    int height = decoding.height();
    // The plug-in's row, twice, the band, and the same as RGB.
    long bandBytes = 4L * width * factor * PluginMemory.pixelBytes(reader);
    decoding.reserve(bandBytes + 2 * BoxReducer.outBytes(width, height, factor), 0);
    ImageTypeSpecifier type = reader.getImageTypes(0).next();
    BandRaster raster =
        BandRaster.of(type, width, height, factor, new BoxReducer(width, height, factor));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setDestination(raster.asImage(type));
    reader.read(0, param);
    decoding.check();
    return raster.finish();
  }

  private static boolean isInterlaced(byte[] png) {
    return png.length > PNG_INTERLACE && png[PNG_INTERLACE] != 0;
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
