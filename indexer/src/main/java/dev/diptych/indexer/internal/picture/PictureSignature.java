package dev.diptych.indexer.internal.picture;

import dev.diptych.encoders.ImageReader;
import dev.diptych.indexer.internal.crawl.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Tells pictures from other files by their first bytes, so that a film need not be read whole to
 * learn that it is none. What follows those bytes may still be damaged.
 */
public final class PictureSignature {

  /** How many bytes are enough, also to say what a file is that is no picture. */
  public static final int HEAD_BYTES = 4096;

  private PictureSignature() {}

  /** {@return the first bytes of a file} */
  public static byte[] head(Path file) throws IOException {
    try (InputStream in = RegularFile.open(file)) {
      return in.readNBytes(HEAD_BYTES);
    }
  }

  /** {@return whether a file that begins so is of a format that can be read, given its library} */
  public static boolean matches(byte[] bytes) {
    return ImageReader.recognises(bytes);
  }
}
