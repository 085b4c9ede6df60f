package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** Decodes the first picture of a file by its plug-in, without conversions of colour. */
final class PluginDecoder {

  private static final int PNG_INTERLACE = 28;

  private PluginDecoder() {}

  /** Decodes to what people see, a large picture smaller. */
  static RgbSamples decode(PictureFormat format, byte[] file, Shown shown, Decoding decoding)
      throws IOException {
    ImageReader reader = PluginReaders.open(format, file, false, decoding);
    try {
      decoding.checkSize(reader.getWidth(0), reader.getHeight(0));
      int factor = BoxReducer.factorFor(decoding.width(), decoding.height());
      if (format == PictureFormat.PNG && factor > 1 && !isInterlaced(file)) {
        return inBands(reader, factor, shown, decoding);
      }
      return BoxReducer.reduce(shown.of(samples(reader, format, file, decoding)), factor);
    } finally {
      reader.dispose();
    }
  }

  /** Decodes to samples as stored, at full size. */
  static Samples samples(PictureFormat format, byte[] file, Decoding decoding) throws IOException {
    ImageReader reader = PluginReaders.open(format, file, false, decoding);
    try {
      decoding.checkSize(reader.getWidth(0), reader.getHeight(0));
      return samples(reader, format, file, decoding);
    } finally {
      reader.dispose();
    }
  }

  private static Samples samples(
      ImageReader reader, PictureFormat format, byte[] file, Decoding decoding) throws IOException {
    decoding.reserve(PluginMemory.needed(reader), 0);
    ImageReadParam param = reader.getDefaultReadParam();
    if (format == PictureFormat.TIFF) {
      // Left to itself the plug-in may put samples multiplied by alpha under a plain label.
      param.setDestinationType(reader.getRawImageType(0));
    }
    BufferedImage image = reader.read(0, param);
    decoding.check();
    decoding.checkSize(image.getWidth(), image.getHeight());
    return format == PictureFormat.TIFF && image.getSampleModel().getSampleSize(0) == Integer.SIZE
        ? IntegerSamples.of(image, TiffTags.first(file))
        : RasterSamples.of(image);
  }

  /** A large PNG file comes row by row and need not be held as a whole. */
  private static RgbSamples inBands(ImageReader reader, int factor, Shown shown, Decoding decoding)
      throws IOException {
    int width = decoding.width();
    int height = decoding.height();
    // The plug-in's row, twice, the band, and the same as RGB.
    long bandBytes = 4L * width * factor * PluginMemory.pixelBytes(reader);
    decoding.reserve(bandBytes + 2 * BoxReducer.outBytes(width, height, factor), 0);
    ImageTypeSpecifier type = reader.getImageTypes(0).next();
    BandRaster raster =
        BandRaster.of(type, width, height, factor, shown, new BoxReducer(width, height, factor));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setDestination(raster.asImage(type));
    reader.read(0, param);
    decoding.check();
    return raster.finish();
  }

  private static boolean isInterlaced(byte[] png) {
    return png.length > PNG_INTERLACE && png[PNG_INTERLACE] != 0;
  }
}
