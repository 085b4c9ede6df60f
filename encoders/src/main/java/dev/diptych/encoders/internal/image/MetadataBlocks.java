package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where files keep what says something of their picture. */
public final class MetadataBlocks {

  private static final int APP1 = 0xE1;
  private static final int APP13 = 0xED;
  private static final String EXIF = "Exif\0\0";
  private static final String PHOTOSHOP = "Photoshop 3.0\0";

  /** How the items of HEIC and AVIF files and the boxes of JPEG XL files begin that hold EXIF. */
  private static final List<String> BEGINNINGS =
      List.of("Exif\0\0II*\0", "Exif\0\0MM\0*", "Exif\0\0\0\0II*\0", "Exif\0\0\0\0MM\0*");

  private MetadataBlocks() {}

  /** {@return the EXIF block, a small TIFF file; an empty array where there is none} */
  public static byte[] exif(PictureFormat format, byte[] file) {
    try {
      return switch (format) {
        case HEIC, AVIF, JXL -> inBoxes(file);
        case JPEG -> ofJpeg(file);
        case PNG, WEBP, TIFF, GIF, BMP -> ExifBlock.find(format, file);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the first block; of JPEG files that cannot be decoded, too} */
  private static byte[] ofJpeg(byte[] file) {
    List<byte[]> blocks = segments(file, APP1, EXIF);
    return blocks.isEmpty() ? new byte[0] : blocks.getFirst();
  }

  /** It ends somewhere, and what follows does not harm: all in it is found by its offset. */
  private static byte[] inBoxes(byte[] file) {
    for (int at = 0; at + 10 < file.length; at++) {
      if (file[at] == 'E') {
        for (String beginning : BEGINNINGS) {
          if (Bytes.starts(file, at, beginning)) {
            return Arrays.copyOfRange(file, at + beginning.length() - 4, file.length);
          }
        }
      }
    }
    return new byte[0];
  }

  /** {@return the blocks of a JPEG file in which Photoshop keeps IPTC's} */
  public static List<byte[]> photoshop(Optional<PictureFormat> format, byte[] file) {
    return format.isPresent() && format.get() == PictureFormat.JPEG
        ? segments(file, APP13, PHOTOSHOP)
        : List.of();
  }

  /** {@return what follows this name in the segments of a JPEG file that begin with it} */
  private static List<byte[]> segments(byte[] file, int wanted, String name) {
    List<byte[]> blocks = new ArrayList<>();
    JpegSegments.walk(
        file,
        (marker, start, end) -> {
          int after = start + name.length();
          if (marker == wanted && after < end && Bytes.starts(file, start, name)) {
            blocks.add(Arrays.copyOfRange(file, after, end));
          }
        });
    return blocks;
  }
}
