package dev.diptych.indexer.internal.picture;

import dev.diptych.indexer.internal.crawl.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

  /** {@return whether a file that begins so is a JPEG, PNG, GIF, BMP, WebP or TIFF} */
  public static boolean matches(byte[] bytes) {
    int length = Math.min(bytes.length, HEAD_BYTES);
    String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return head.startsWith("\u00ff\u00d8\u00ff")
        || head.startsWith("\u0089PNG\r\n\u001a\n")
        || head.startsWith("GIF87a")
        || head.startsWith("GIF89a")
        || (head.startsWith("BM") && head.indexOf('\0') >= 0)
        || (head.startsWith("RIFF") && head.startsWith("WEBP", 8))
        || head.startsWith("II*\0")
        || head.startsWith("MM\0*")
        || head.startsWith("II+\0")
        || head.startsWith("MM\0+");
  }
}
