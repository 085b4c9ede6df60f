package dev.diptych.encoders.internal.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A picture format that can be read, known by how its files start. */
enum ImageFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  GIF("GIF"),
  BMP("BMP"),
  WEBP("WebP"),
  TIFF("TIFF");

  private static final Set<Integer> BMP_HEADER_SIZES = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

  private final String title;

  ImageFormat(String title) {
    this.title = title;
  }

  /** {@return the name people know it by} */
  String title() {
    return title;
  }

  /** {@return all names, for messages} */
  static String titles() {
    return Arrays.stream(values()).map(ImageFormat::title).collect(Collectors.joining(", "));
  }

  /** Tells the format of a file by its first bytes. */
  static Optional<ImageFormat> of(byte[] file) {
    if (starts(file, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (starts(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (starts(file, 0, "GIF87a") || starts(file, 0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (starts(file, 0, "RIFF") && starts(file, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    if (starts(file, 0, "II*\0")
        || starts(file, 0, "MM\0*")
        || starts(file, 0, "II+\0")
        || starts(file, 0, "MM\0+")) {
      return Optional.of(TIFF);
    }
    // Two letters are not enough: many a text starts with "BM".
    boolean bitmap =
        starts(file, 0, "BM")
            && file.length >= 26
            && BMP_HEADER_SIZES.contains(Bytes.intLittleEndian(file, 14));
    return bitmap ? Optional.of(BMP) : Optional.empty();
  }

  /** {@return whether the bytes from {@code at} on are these Latin-1 characters} */
  static boolean starts(byte[] file, int at, String latin1) {
    byte[] want = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= at + want.length
        && Arrays.equals(file, at, at + want.length, want, 0, want.length);
  }
}
