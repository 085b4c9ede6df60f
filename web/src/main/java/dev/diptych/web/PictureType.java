package dev.diptych.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The format of a picture file, told by its first bytes and never by its name. */
enum PictureType {
  JPEG("image/jpeg", true),
  PNG("image/png", true),
  GIF("image/gif", true),
  BMP("image/bmp", true),
  WEBP("image/webp", true),
  TIFF("image/tiff", false),
  AVIF("image/avif", true),
  HEIC("image/heic", false),
  JXL("image/jxl", false),
  UNKNOWN("application/octet-stream", false);

  /** How many bytes {@link #of} wants to see. */
  static final int HEAD = 12;

  private final String mediaType;
  private final boolean shownByBrowsers;

  PictureType(String mediaType, boolean shownByBrowsers) {
    this.mediaType = mediaType;
    this.shownByBrowsers = shownByBrowsers;
  }

  String mediaType() {
    return mediaType;
  }

  /** {@return whether browsers show it; others offer to save it} */
  boolean shownByBrowsers() {
    return shownByBrowsers;
  }

  /**
   * Tells the format.
   *
   * @param head a file's first {@link #HEAD} bytes, fewer where the file has fewer
   */
  static PictureType of(byte[] head) {
    if (has(head, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (has(head, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    } else if (has(head, 0, "GIF87a") || has(head, 0, "GIF89a")) {
      return GIF;
    } else if (has(head, 0, "BM")) {
      return BMP;
    } else if (has(head, 0, "RIFF") && has(head, 8, "WEBP")) {
      return WEBP;
    } else if (has(head, 0, "II*\0")
        || has(head, 0, "MM\0*")
        || has(head, 0, "II+\0")
        || has(head, 0, "MM\0+")) {
      return TIFF;
    } else if (has(head, 0, "\u00ff\n") || has(head, 0, "\0\0\0\fJXL \r\n\u0087\n")) {
      return JXL;
    } else if (has(head, 4, "ftyp")) {
      return ofBrand(head);
    }
    return UNKNOWN;
  }

  /** The first brand of an ISO media file; general ones may stand before those of a codec. */
  private static PictureType ofBrand(byte[] head) {
    if (has(head, 8, "avif") || has(head, 8, "avis")) {
      return AVIF;
    }
    boolean picture = has(head, 8, "he") || has(head, 8, "mif") || has(head, 8, "msf");
    return picture ? HEIC : UNKNOWN;
  }

  private static boolean has(byte[] head, int offset, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= offset + wanted.length
        && Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length);
  }
}
