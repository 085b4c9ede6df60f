package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A camera's raw file built on TIFF (CR2, NEF, ARW, DNG ...): what the sensor saw is left alone;
 * the largest JPEG that the camera put beside it is the picture.
 *
 * @param kind what such a file is called, as "Canon raw (CR2)"
 * @param previews the JPEG files in it, the largest first
 */
record CameraRaw(String kind, List<byte[]> previews) {

  private static final int COLOUR_FILTER_ARRAY = 32803;
  private static final int LINEAR_RAW = 34892;
  private static final Set<Long> RAW_COMPRESSIONS = Set.of(32767L, 34713L, 65000L, 65535L, 65536L);
  private static final int MOST_DIRECTORIES = 64;

  CameraRaw {
    previews = List.copyOf(previews);
  }

  /** {@return whether a TIFF file is one of a camera's sensor} */
  static boolean is(byte[] file) {
    if (Bytes.starts(file, 8, "CR\u0002")) {
      return true;
    }
    for (TiffTags tags : directories(file)) {
      long photometric = tags.number(TiffTags.PHOTOMETRIC).orElse(-1);
      if (photometric == COLOUR_FILTER_ARRAY
          || photometric == LINEAR_RAW
          || RAW_COMPRESSIONS.contains(tags.number(TiffTags.COMPRESSION).orElse(-1))) {
        return true;
      }
    }
    return false;
  }

  /** {@return what is in a file that {@link #is} one} */
  static CameraRaw read(byte[] file) {
    List<byte[]> previews = new ArrayList<>();
    for (TiffTags tags : directories(file)) {
      add(file, tags.number(TiffTags.JPEG_OFFSET), tags.number(TiffTags.JPEG_LENGTH), previews);
      long[] offsets = tags.numbers(TiffTags.STRIP_OFFSETS);
      if (offsets.length == 1) {
        add(
            file,
            tags.number(TiffTags.STRIP_OFFSETS),
            tags.number(TiffTags.STRIP_BYTE_COUNTS),
            previews);
      }
    }
    previews.sort((one, other) -> Integer.compare(other.length, one.length));
    return new CameraRaw(kind(file), previews);
  }

  private static void add(
      byte[] file, OptionalLong offset, OptionalLong length, List<byte[]> previews) {
    long start = offset.orElse(-1);
    long end = start + length.orElse(0);
    if (start < 8 || end > file.length || end - start < 100) {
      return;
    }
    byte[] jpeg = Arrays.copyOfRange(file, (int) start, (int) end);
    if (PictureFormat.of(jpeg).orElse(null) == PictureFormat.JPEG && isShown(jpeg)) {
      previews.add(jpeg);
    }
  }

  /** The sensor's own data may be a JPEG too, of the lossless kind. */
  private static boolean isShown(byte[] jpeg) {
    try {
      return JpegHeader.read(jpeg).coding() != JpegHeader.Coding.LOSSLESS;
    } catch (IOException e) {
      return false;
    }
  }

  /** The first directory, those behind it, and those below each. */
  private static List<TiffTags> directories(byte[] file) {
    List<TiffTags> all = new ArrayList<>();
    TiffTags tags = TiffTags.first(file);
    while (all.size() < MOST_DIRECTORIES) {
      all.add(tags);
      for (long below : tags.numbers(TiffTags.SUB_DIRECTORIES)) {
        if (all.size() < MOST_DIRECTORIES) {
          all.add(tags.at(below));
        }
      }
      long next = tags.next();
      if (next <= 0) {
        break;
      }
      tags = tags.at(next);
    }
    return all;
  }

  private static String kind(byte[] file) {
    TiffTags first = TiffTags.first(file);
    String make =
        new String(first.bytes(TiffTags.MAKE), StandardCharsets.ISO_8859_1)
            .toUpperCase(Locale.ROOT);
    if (first.bytes(TiffTags.DNG_VERSION).length > 0) {
      return "camera raw file (DNG)";
    }
    if (make.startsWith("CANON")) {
      return "Canon raw file (CR2)";
    }
    if (make.startsWith("NIKON")) {
      return "Nikon raw file (NEF)";
    }
    return make.startsWith("SONY") ? "Sony raw file (ARW)" : "camera raw file";
  }
}
