package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.util.Map;

/**
 * Sound files that no decoder here reads, told by their headers before a decoder calls them
 * damaged.
 */
final class UnsupportedKinds {

  private static final int SOF9 = 0xC9;
  private static final int SOF15 = 0xCF;
  private static final int DAC = 0xCC;
  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;
  private static final int FLOATING_POINT = 3;

  private static final String SAVE_AGAIN = "save it again as JPEG or PNG";
  private static final String TIFF_AGAIN =
      "save it again with LZW or Deflate compression, or as PNG";

  private static final Map<Long, String> TIFF_COMPRESSIONS =
      Map.of(
          50000L, "Zstandard",
          34887L, "LERC",
          50001L, "WebP",
          50002L, "JPEG XL",
          52546L, "JPEG XL",
          34712L, "JPEG 2000",
          33003L, "JPEG 2000",
          33005L, "JPEG 2000",
          34925L, "LZMA",
          34661L, "JBIG");

  private UnsupportedKinds() {}

  /**
   * Refuses such a file.
   *
   * @throws UnsupportedKindException when it is one
   */
  static void refuse(PictureFormat format, byte[] file) throws UnsupportedKindException {
    switch (format) {
      case JPEG -> jpeg(file);
      case PNG -> {
        if (Bytes.starts(file, 12, "CgBI")) {
          throw new UnsupportedKindException(
              "a PNG packed for iPhone apps (CgBI)",
              "unpack it on a Mac: xcrun pngcrush -revert-iphone-optimizations IN OUT");
        }
      }
      case BMP -> bmp(file);
      case TIFF -> tiff(file);
      case GIF, WEBP, HEIC, AVIF, JXL -> {}
    }
  }

  private static void jpeg(byte[] file) throws UnsupportedKindException {
    int[] frame = {0, 8};
    JpegSegments.walk(
        file,
        (marker, start, end) -> {
          if (JpegHeader.isFrame(marker) && end - start >= 6) {
            frame[0] = marker;
            frame[1] = file[start] & 0xff;
          }
        });
    int marker = frame[0];
    if (marker >= SOF9 && marker <= SOF15 && marker != DAC) {
      throw new UnsupportedKindException(
          "a JPEG with arithmetic coding", "turn it into a usual one: djpeg IN | cjpeg > OUT");
    }
    if (marker >= 0xC5 && marker <= 0xC7) {
      throw new UnsupportedKindException("a hierarchical JPEG", SAVE_AGAIN);
    }
    if (frame[1] == 12 && marker < 0xC3) {
      throw new UnsupportedKindException("a JPEG of 12 bits a sample", SAVE_AGAIN);
    }
  }

  /** A bitmap that wraps a JPEG or PNG states a size that does not bind what is inside. */
  private static void bmp(byte[] file) throws UnsupportedKindException {
    if (Bytes.intLittleEndian(file, 14) >= 40 && file.length >= 34) {
      int compression = Bytes.intLittleEndian(file, 30);
      if (compression == BMP_JPEG || compression == BMP_PNG) {
        throw new UnsupportedKindException(
            "a BMP that wraps a %s".formatted(compression == BMP_PNG ? "PNG" : "JPEG"), SAVE_AGAIN);
      }
    }
  }

  private static void tiff(byte[] file) throws UnsupportedKindException {
    TiffTags tags = TiffTags.first(file);
    String compression = TIFF_COMPRESSIONS.get(tags.number(TiffTags.COMPRESSION).orElse(1));
    if (compression != null) {
      throw new UnsupportedKindException(
          "a TIFF with %s compression".formatted(compression), TIFF_AGAIN);
    }
    long format = tags.number(TiffTags.SAMPLE_FORMAT).orElse(1);
    if (format == FLOATING_POINT) {
      throw new UnsupportedKindException(
          "a TIFF of floating-point numbers, which are measurements rather than colours",
          "save it with 8 or 16 bits a sample");
    }
    long bits = tags.number(TiffTags.BITS_PER_SAMPLE).orElse(1);
    if ((format > FLOATING_POINT && format != 4) || bits > 32) {
      throw new UnsupportedKindException(
          "a TIFF of complex or %s-bit numbers".formatted(bits),
          "save it with 8 or 16 bits a sample");
    }
  }
}
