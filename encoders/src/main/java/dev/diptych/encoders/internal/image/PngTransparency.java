package dev.diptych.encoders.internal.image;

import java.util.function.UnaryOperator;

/**
 * The one transparent grey of a PNG file of less than 8 bits. The plug-in compares it with greys
 * that it has spread to 8 bits already, and so finds others or none.
 */
final class PngTransparency {

  private static final int CHUNK_FRAME = 12;

  private PngTransparency() {}

  /** {@return what sets the samples of a file right; for most files, nothing} */
  static UnaryOperator<Samples> of(byte[] file) {
    if (file.length < 26 || file[25] != 0 || file[24] >= 8) {
      return UnaryOperator.identity();
    }
    int at = find(file, "tRNS");
    if (at < 0) {
      return UnaryOperator.identity();
    }
    int most = (1 << file[24]) - 1;
    byte transparent = (byte) ((Bytes.shortBigEndian(file, at) & most) * 255 / most);
    return samples -> samples.channels() == 1 ? without(samples, transparent) : samples;
  }

  private static Samples without(Samples samples, byte transparent) {
    byte[] greys = samples.colours();
    byte[] alpha = new byte[greys.length];
    for (int i = 0; i < greys.length; i++) {
      alpha[i] = (byte) (greys[i] == transparent ? 0 : 255);
    }
    return new Samples(samples.width(), samples.height(), 1, greys, alpha);
  }

  private static int find(byte[] file, String type) {
    long at = 8;
    while (at + CHUNK_FRAME + 2 <= file.length) {
      if (Bytes.starts(file, (int) at + 4, type)) {
        return (int) at + 8;
      }
      at += CHUNK_FRAME + (Bytes.intBigEndian(file, (int) at) & 0xffffffffL);
    }
    return -1;
  }
}
