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
  TIFF("TIFF"),
  HEIC("HEIC"),
  AVIF("AVIF"),
  JXL("JPEG XL");

  private static final Set<Integer> BMP_HEADER_SIZES = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");
  private static final Set<String> HEIF_BRANDS = Set.of("mif1", "mif2", "msf1");
  private static final int MOST_BRANDS = 256;

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
    if (starts(file, 4, "ftyp")) {
      return ofBrand(file);
    }
    if (starts(file, 0, "\u00ff\n") || starts(file, 0, "\0\0\0\fJXL \r\n\u0087\n")) {
      return Optional.of(JXL);
    }
    // Two letters are not enough: many a text starts with "BM".
    boolean bitmap =
        starts(file, 0, "BM")
            && file.length >= 26
            && BMP_HEADER_SIZES.contains(Bytes.intLittleEndian(file, 14));
    return bitmap ? Optional.of(BMP) : Optional.empty();
  }

  /** The brands of an ISO media file: what it is, then what else it may be read as. */
  private static Optional<ImageFormat> ofBrand(byte[] file) {
    int end = Math.min(file.length, Math.clamp(Bytes.intBigEndian(file, 0), 16, MOST_BRANDS));
    boolean heif = false;
    for (int at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
      String brand = new String(file, at, 4, StandardCharsets.ISO_8859_1);
      if (AVIF_BRANDS.contains(brand)) {
        return Optional.of(AVIF);
      }
      if (HEIC_BRANDS.contains(brand)) {
        return Optional.of(HEIC);
      }
      heif |= HEIF_BRANDS.contains(brand);
    }
    return heif ? Optional.of(HEIC) : Optional.empty();
  }

  /** {@return whether the bytes from {@code at} on are these Latin-1 characters} */
  static boolean starts(byte[] file, int at, String latin1) {
    byte[] want = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= at + want.length
        && Arrays.equals(file, at, at + want.length, want, 0, want.length);
  }
}
