package dev.diptych.encoders.internal.image;

import java.io.EOFException;
import java.io.IOException;

/** The RIFF container around a WebP picture. */
final class WebpContainer {

  private static final int FLAGS = 20;
  private static final int HAS_PROFILE = 0x20;

  private WebpContainer() {}

  /**
   * Readies a file for the plug-in, which does not mind a missing end and would apply a colour
   * profile.
   *
   * @return the file, or a copy that does not announce its profile
   * @throws IOException when the container is longer than the file
   */
  static byte[] prepare(byte[] file) throws IOException {
    if ((Bytes.intLittleEndian(file, 4) & 0xffffffffL) + 8 > file.length) {
      throw new EOFException();
    }
    if (!ImageFormat.starts(file, 12, "VP8X")
        || file.length <= FLAGS
        || (file[FLAGS] & HAS_PROFILE) == 0) {
      return file;
    }
    byte[] copy = file.clone();
    copy[FLAGS] &= ~HAS_PROFILE;
    return copy;
  }
}
