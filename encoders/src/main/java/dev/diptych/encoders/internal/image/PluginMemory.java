package dev.diptych.encoders.internal.image;

import java.awt.image.SampleModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** How much of the heap a plug-in takes for a picture. */
final class PluginMemory {

  /** Our own samples, made of the plug-in's. */
  private static final int RGB_BYTES = 3;

  /** What is taken where a plug-in does not say what it makes: four channels of 16 bits. */
  private static final int MOST_BYTES = 8;

  private PluginMemory() {}

  /**
   * {@return bytes at the peak of decoding the first picture: the samples as stored, the same as
   * RGB, and a second copy of these where the picture is to be turned, when the stored ones are
   * garbage already}
   */
  static long needed(ImageReader reader) throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    return pixels * pixelBytes(reader);
  }

  /** {@return the same for one pixel} */
  static int pixelBytes(ImageReader reader) throws IOException {
    return Math.max(storedBytes(reader), RGB_BYTES) + RGB_BYTES;
  }

  private static int storedBytes(ImageReader reader) throws IOException {
    ImageTypeSpecifier type = reader.getRawImageType(0);
    if (type == null) {
      return MOST_BYTES;
    }
    SampleModel model = type.getSampleModel();
    int bits = 0;
    for (int size : model.getSampleSize()) {
      bits += size;
    }
    return Math.ceilDiv(bits, Byte.SIZE);
  }
}
