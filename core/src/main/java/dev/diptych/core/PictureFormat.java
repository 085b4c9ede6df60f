package dev.diptych.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The format of a picture file, told by how the file starts and never by its name. */
public enum PictureFormat {
  JPEG("JPEG", "image/jpeg", true, "jpg"),
  PNG("PNG", "image/png", true, ""),
  GIF("GIF", "image/gif", true, ""),
  BMP("BMP", "image/bmp", true, ""),
  WEBP("WebP", "image/webp", true, ""),
  /**
   * With BigTIFF, and with the raw files of cameras that are laid out alike (CR2, NEF, ARW, DNG).
   */
  TIFF("TIFF", "image/tiff", false, "tif"),
  HEIC("HEIC", "image/heic", false, "heif"),
  AVIF("AVIF", "image/avif", true, ""),
  JXL("JPEG XL", "image/jxl", false, "jpegxl");

  /** As many bytes of a file's beginning as {@link #of} looks at. */
  public static final int HEAD = 256;

  private static final Set<Integer> BMP_HEADER_SIZES = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");
  private static final Set<String> HEIF_BRANDS = Set.of("mif1", "mif2", "msf1");

  private final String title;
  private final String mediaType;
  private final boolean shownByBrowsers;
  private final String otherName;

  PictureFormat(String title, String mediaType, boolean shownByBrowsers, String otherName) {
    this.title = title;
    this.mediaType = mediaType;
    this.shownByBrowsers = shownByBrowsers;
    this.otherName = otherName;
  }

  /** {@return the name people know it by} */
  public String title() {
    return title;
  }

  /** {@return the name that HTTP knows it by} */
  public String mediaType() {
    return mediaType;
  }

  /** {@return whether browsers show it; others offer to save it} */
  public boolean shownByBrowsers() {
    return shownByBrowsers;
  }

  /** {@return the name in files and conditions: {@code jpeg}, {@code webp}} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the format with this label, title or usual file extension, in any case} */
  public static Optional<PictureFormat> named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).strip();
    return Arrays.stream(values())
        .filter(format -> !wanted.isEmpty())
        .filter(
            format ->
                format.label().equals(wanted)
                    || format.title.toLowerCase(Locale.ROOT).equals(wanted)
                    || format.otherName.equals(wanted))
        .findFirst();
  }

  /** {@return all titles, for messages} */
  public static String titles() {
    return Arrays.stream(values()).map(PictureFormat::title).collect(Collectors.joining(", "));
  }

  /**
   * Tells the format of a file.
   *
   * @param file its first {@link #HEAD} bytes or more; fewer where the file has fewer
   */
  public static Optional<PictureFormat> of(byte[] file) {
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
            && BMP_HEADER_SIZES.contains(
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(14));
    return bitmap ? Optional.of(BMP) : Optional.empty();
  }

  /** The brands of an ISO media file: what it is, then what else it may be read as. */
  private static Optional<PictureFormat> ofBrand(byte[] file) {
    int end = Math.min(file.length, Math.clamp(ByteBuffer.wrap(file).getInt(0), 16, HEAD));
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

  private static boolean starts(byte[] file, int at, String latin1) {
    byte[] want = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= at + want.length
        && Arrays.equals(file, at, at + want.length, want, 0, want.length);
  }
}
