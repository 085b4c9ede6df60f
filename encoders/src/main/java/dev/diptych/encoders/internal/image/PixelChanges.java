package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.IOException;
import java.util.Optional;

/**
 * Tells by a file's header whether its pixels came out differently before profiles were applied,
 * transparency was laid over white, and lossy WebP and TIFF of 32 bits were read right. No pixel is
 * decoded for that.
 */
public final class PixelChanges {

  private static final int BITMAP_WITH_ALPHA = 56;

  private PixelChanges() {}

  /** {@return whether a whole file is such a one} */
  public static boolean in(byte[] file) {
    return look(file, true).orElse(false);
  }

  /** {@return whether a file that begins so is such a one, empty where more of it is needed} */
  public static Optional<Boolean> inBeginning(byte[] head) {
    return look(head, false);
  }

  private static Optional<Boolean> look(byte[] file, boolean whole) {
    PictureFormat format = PictureFormat.of(file).orElse(null);
    if (format == null) {
      return Optional.of(false);
    }
    try {
      return switch (format) {
        case JPEG -> jpeg(file, whole);
        case PNG -> png(file, whole);
        case GIF -> gif(file, whole);
        case BMP ->
            Optional.of(
                Bytes.shortLittleEndian(file, 28) == 32
                    && Bytes.intLittleEndian(file, 14) >= BITMAP_WITH_ALPHA
                    && Bytes.intLittleEndian(file, 66) != 0);
        case WEBP -> webp(file, whole);
        case HEIC, AVIF, JXL -> Optional.of(false);
        case TIFF -> whole ? Optional.of(tiff(TiffTags.first(file))) : Optional.empty();
      };
    } catch (IOException | IndexOutOfBoundsException e) {
      return whole ? Optional.of(false) : Optional.empty();
    }
  }

  private static Optional<Boolean> jpeg(byte[] file, boolean whole) throws IOException {
    int end = JpegSegments.walk(file, (marker, from, to) -> {});
    if (!whole && !JpegSegments.isScan(file, end)) {
      return Optional.empty();
    }
    int channels =
        switch (JpegHeader.read(file).encoding()) {
          case GREY -> 1;
          case RGB, YCC -> 3;
          case CMYK, YCCK -> 4;
        };
    return Optional.of(
        ColourProfile.matters(EmbeddedProfile.find(PictureFormat.JPEG, file), channels));
  }

  private static Optional<Boolean> png(byte[] file, boolean whole) {
    int type = file[25];
    if (type == 4 || type == 6) {
      return Optional.of(true);
    }
    long at = 8;
    while (at + 12 <= file.length && !Bytes.starts(file, (int) at + 4, "IDAT")) {
      if (Bytes.starts(file, (int) at + 4, "tRNS")) {
        return Optional.of(true);
      }
      at += 12 + (Bytes.intBigEndian(file, (int) at) & 0xffffffffL);
    }
    if (!whole && at + 12 > file.length) {
      return Optional.empty();
    }
    return Optional.of(
        ColourProfile.matters(EmbeddedProfile.find(PictureFormat.PNG, file), type == 0 ? 1 : 3));
  }

  /** The block that says whether a frame is transparent stands before it, among others. */
  private static Optional<Boolean> gif(byte[] file, boolean whole) {
    int at = 13 + ((file[10] & 0x80) == 0 ? 0 : 3 << ((file[10] & 7) + 1));
    while (at + 1 < file.length && file[at] == 0x21) {
      if ((file[at + 1] & 0xff) == 0xf9) {
        return Optional.of((file[at + 3] & 1) == 1);
      }
      at += 2;
      while (file[at] != 0) {
        at += 1 + (file[at] & 0xff);
      }
      at++;
    }
    return whole || at + 1 < file.length ? Optional.of(false) : Optional.empty();
  }

  private static Optional<Boolean> webp(byte[] file, boolean whole) {
    if (Bytes.starts(file, 12, "VP8L")) {
      return Optional.of((file[24] & 0x10) != 0);
    }
    if (!Bytes.starts(file, 12, "VP8X")) {
      return Optional.of(true); // lossy
    }
    int flags = file[20];
    if ((flags & (0x10 | 0x02)) != 0) {
      return Optional.of(true); // alpha, frames
    }
    long at = 12;
    while (at + 8 <= file.length) {
      if (Bytes.starts(file, (int) at, "VP8 ")) {
        return Optional.of(true);
      }
      if (Bytes.starts(file, (int) at, "VP8L")) {
        return Optional.of(
            ColourProfile.matters(EmbeddedProfile.find(PictureFormat.WEBP, file), 3));
      }
      long length = Bytes.intLittleEndian(file, (int) at + 4) & 0xffffffffL;
      at += 8 + length + (length & 1);
    }
    return whole ? Optional.of(false) : Optional.empty();
  }

  private static boolean tiff(TiffTags tags) {
    for (long extra : tags.numbers(TiffTags.EXTRA_SAMPLES)) {
      if (extra == 1 || extra == 2) {
        return true;
      }
    }
    if (tags.number(TiffTags.BITS_PER_SAMPLE).orElse(1) == 32) {
      return true;
    }
    int channels =
        switch ((int) tags.number(TiffTags.PHOTOMETRIC).orElse(1)) {
          case 0, 1 -> 1;
          case 5 -> 4;
          default -> 3;
        };
    return ColourProfile.matters(tags.bytes(TiffTags.ICC_PROFILE), channels);
  }
}
