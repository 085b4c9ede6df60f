package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * How opaque the pixels of a lossy WebP picture are: its ALPH chunk, plain or packed as lossless
 * WebP, each sample less what its neighbours foretell.
 */
final class WebpAlpha {

  private static final int PACKED = 1;

  private static final int HORIZONTAL = 1;
  private static final int VERTICAL = 2;
  private static final int GRADIENT = 3;

  private WebpAlpha() {}

  /** {@return {@code u8 [height, width]}, 255 for opaque} */
  static byte[] decode(byte[] chunk, int width, int height, Decoding decoding) throws IOException {
    if (chunk.length == 0) {
      throw new EOFException();
    }
    int compression = chunk[0] & 3;
    if (compression > PACKED) {
      throw new IOException("its transparency is packed in an unknown way");
    }
    byte[] alpha =
        compression == PACKED
            ? unpacked(chunk, width, height, decoding)
            : Arrays.copyOfRange(chunk, 1, 1 + width * height);
    if (compression != PACKED && chunk.length - 1 < alpha.length) {
      throw new EOFException();
    }
    undo((chunk[0] >> 2) & 3, alpha, width);
    return alpha;
  }

  /** The samples are the green of a lossless picture, whose header is left out. */
  private static byte[] unpacked(byte[] chunk, int width, int height, Decoding decoding)
      throws IOException {
    byte[] picture = new byte[chunk.length + 4];
    System.arraycopy(chunk, 1, picture, 5, chunk.length - 1);
    int size = (width - 1) | ((height - 1) << 14);
    picture[0] = 0x2f;
    for (int i = 0; i < 4; i++) {
      picture[1 + i] = (byte) (size >> (8 * i));
    }
    WebpContainer lossless = new WebpContainer(0, 0, 0, 0, new byte[0], true, picture);
    Samples samples = PluginDecoder.samples(PictureFormat.WEBP, lossless.simpleFile(), decoding);
    byte[] alpha = new byte[width * height];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = samples.colours()[3 * i + 1];
    }
    return alpha;
  }

  private static void undo(int filter, byte[] alpha, int width) {
    if (filter == 0) {
      return;
    }
    for (int x = 1; x < width; x++) {
      alpha[x] += alpha[x - 1];
    }
    for (int at = width; at < alpha.length; at++) {
      int above = alpha[at - width] & 0xff;
      if (at % width == 0 || filter == VERTICAL) {
        alpha[at] += (byte) above;
      } else if (filter == HORIZONTAL) {
        alpha[at] += alpha[at - 1];
      } else if (filter == GRADIENT) {
        int left = alpha[at - 1] & 0xff;
        int corner = alpha[at - width - 1] & 0xff;
        alpha[at] += (byte) Math.clamp(left + above - corner, 0, 255);
      }
    }
  }
}
