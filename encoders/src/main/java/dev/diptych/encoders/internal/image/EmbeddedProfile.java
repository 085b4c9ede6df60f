package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Where each format keeps the ICC profile that says what its colours mean. */
final class EmbeddedProfile {

  /** Profiles of printers take some 2 MB. */
  static final int MOST_BYTES = 1 << 24;

  private static final byte[] NONE = {};
  private static final int APP2 = 0xE2;
  private static final int JPEG_HEADER = 14;

  private EmbeddedProfile() {}

  /** {@return the profile's bytes, empty where there is none or it cannot be told} */
  static byte[] find(PictureFormat format, byte[] file) {
    return switch (format) {
      case JPEG -> ofJpeg(file);
      case PNG -> ofPng(file);
      case WEBP -> ofWebp(file);
      case TIFF -> TiffTags.first(file).bytes(TiffTags.ICC_PROFILE);
      case GIF, BMP, HEIC, AVIF, JXL -> NONE; // or given by the decoder
    };
  }

  /** A profile may be cut into pieces, numbered from 1, that stand in any order. */
  private static byte[] ofJpeg(byte[] file) {
    SortedMap<Integer, byte[]> pieces = new TreeMap<>();
    int[] count = {0};
    JpegSegments.walk(
        file,
        (marker, start, end) -> {
          if (marker == APP2
              && end - start > JPEG_HEADER
              && Bytes.starts(file, start, "ICC_PROFILE\0")) {
            count[0] = file[start + 13] & 0xff;
            pieces.putIfAbsent(
                file[start + 12] & 0xff, Arrays.copyOfRange(file, start + JPEG_HEADER, end));
          }
        });
    if (pieces.size() != count[0] || count[0] == 0 || pieces.lastKey() != count[0]) {
      return NONE;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    pieces.values().forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  /** Chunk iCCP: a name, zero, the method 0, deflated bytes. */
  private static byte[] ofPng(byte[] file) {
    long at = 8;
    while (at + 12 <= file.length) {
      long length = Bytes.intBigEndian(file, (int) at) & 0xffffffffL;
      if (at + 12 + length > file.length || Bytes.starts(file, (int) at + 4, "IDAT")) {
        return NONE;
      }
      if (Bytes.starts(file, (int) at + 4, "iCCP")) {
        int start = (int) at + 8;
        int end = (int) (start + length);
        int name = start;
        while (name < end && file[name] != 0) {
          name++;
        }
        return name + 2 < end ? inflate(file, name + 2, end) : NONE;
      }
      at += 12 + length;
    }
    return NONE;
  }

  private static byte[] inflate(byte[] file, int start, int end) {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(file, start, end - start);
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 14];
      while (!inflater.finished() && whole.size() <= MOST_BYTES) {
        int count = inflater.inflate(buffer);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          return NONE;
        }
        whole.write(buffer, 0, count);
      }
      return whole.toByteArray();
    } catch (DataFormatException e) {
      return NONE;
    }
  }

  /** Chunks are: type, length, data, one more byte after odd lengths. */
  private static byte[] ofWebp(byte[] file) {
    long at = 12;
    while (at + 8 <= file.length) {
      long length = Bytes.intLittleEndian(file, (int) at + 4) & 0xffffffffL;
      if (at + 8 + length > file.length) {
        return NONE;
      }
      if (Bytes.starts(file, (int) at, "ICCP")) {
        return Arrays.copyOfRange(file, (int) at + 8, (int) (at + 8 + length));
      }
      at += 8 + length + (length & 1);
    }
    return NONE;
  }
}
