package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.IOException;
import java.util.Arrays;

/** Where each format keeps its EXIF data: always a small TIFF file inside the file. */
final class ExifBlock {

  private ExifBlock() {}

  /** {@return the TIFF block, or an empty array where there is none} */
  static byte[] find(PictureFormat format, byte[] file) throws IOException {
    return switch (format) {
      case JPEG -> {
        JpegHeader header = JpegHeader.read(file);
        yield header.exifStart() < 0
            ? new byte[0]
            : Arrays.copyOfRange(file, header.exifStart(), header.exifEnd());
      }
      case PNG -> ofPng(file);
      case WEBP -> ofWebp(file);
      case TIFF -> file;
      // libheif and libjxl turn pictures upright themselves: EXIF must not turn them again.
      case GIF, BMP, HEIC, AVIF, JXL -> new byte[0];
    };
  }

  /** Chunks are: length, type, data, checksum. */
  private static byte[] ofPng(byte[] file) {
    long at = 8;
    while (at + 12 <= file.length) {
      long length = Bytes.intBigEndian(file, (int) at) & 0xffffffffL;
      if (at + 12 + length > file.length) {
        break;
      }
      if (Bytes.starts(file, (int) at + 4, "eXIf")) {
        return Arrays.copyOfRange(file, (int) at + 8, (int) (at + 8 + length));
      }
      at += 12 + length;
    }
    return new byte[0];
  }

  /** Chunks are: type, length, data, one more byte after odd lengths. */
  private static byte[] ofWebp(byte[] file) {
    long at = 12;
    while (at + 8 <= file.length) {
      long length = Bytes.intLittleEndian(file, (int) at + 4) & 0xffffffffL;
      if (at + 8 + length > file.length) {
        break;
      }
      if (Bytes.starts(file, (int) at, "EXIF")) {
        // Some writers put the six bytes before the block that belong to JPEG only.
        int start = (int) at + (Bytes.starts(file, (int) at + 8, "Exif\0\0") ? 14 : 8);
        return Arrays.copyOfRange(file, start, Math.max(start, (int) (at + 8 + length)));
      }
      at += 8 + length + (length & 1);
    }
    return new byte[0];
  }
}
