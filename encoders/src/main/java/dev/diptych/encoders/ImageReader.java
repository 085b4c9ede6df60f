package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.image.DecodedSamples;
import dev.diptych.encoders.internal.image.Decoding;
import dev.diptych.encoders.internal.image.FormatTable;
import dev.diptych.encoders.internal.image.PictureDecoder;
import dev.diptych.encoders.internal.image.PixelChanges;
import dev.diptych.encoders.internal.image.RgbSamples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Decodes picture files: JPEG, PNG, GIF (first frame), BMP, WebP, TIFF (first page), the preview in
 * cameras' raw files, and, where the system has the libraries, HEIC, AVIF and JPEG XL ({@link
 * FormatSupport}). The format is told by content, never by the file's name.
 *
 * <p>The result is 8-bit RGB as people see the picture: upright by its EXIF orientation; an
 * embedded colour profile turned to sRGB, a damaged one ignored; what is transparent laid over
 * white; palettes and greys expanded; 16-bit samples without their low byte.
 *
 * <p>Whatever bytes come, the outcome is a picture or a {@link DiptychException}. Decoding takes
 * memory of about 10 bytes a pixel and tens of milliseconds a megapixel. Immutable and thread-safe.
 */
public final class ImageReader {

  /**
   * The number of the rules by which pixels are read, raised whenever some pictures come out
   * differently than before. 1: profiles are applied, transparency is laid over white, lossy WebP
   * and TIFF of 32 bits are read right.
   */
  public static final int DECODING = 1;

  /** Enough for what stands before the pixels of nearly all files. */
  private static final int HEAD_BYTES = 1 << 17;

  private static final ImageReader STANDARD = new ImageReader(ImageLimits.DEFAULT);

  private final ImageLimits limits;

  private ImageReader(ImageLimits limits) {
    this.limits = limits;
  }

  /** {@return a reader with {@link ImageLimits#DEFAULT}} */
  public static ImageReader standard() {
    return STANDARD;
  }

  /** {@return a reader that refuses what exceeds the given limits} */
  public static ImageReader withLimits(ImageLimits limits) {
    return new ImageReader(limits);
  }

  /**
   * Decodes a file.
   *
   * @throws DiptychException NOT_FOUND when there is none; UNREADABLE_IMAGE when it is no picture
   *     of a known format, damaged or cut short; TOO_LARGE above a limit; IO when reading fails
   */
  public RgbImage read(Path file) {
    String name = file.toString();
    try {
      if (Files.isDirectory(file)) {
        throw new DiptychException(
            ErrorCode.UNREADABLE_IMAGE,
            "cannot read \"%s\" as a picture: it is a folder; name a file in it".formatted(name));
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new DiptychException(
            ErrorCode.UNREADABLE_IMAGE,
            "cannot read \"%s\" as a picture: it is a device or pipe, not a file".formatted(name));
      }
      checkBytes(Files.size(file), name);
      try (InputStream in = Files.newInputStream(file)) {
        // The file may have grown since: one byte more than allowed is enough to know.
        return read(in.readNBytes((int) Math.min(limits.maxBytes() + 1, Integer.MAX_VALUE)), name);
      }
    } catch (NoSuchFileException e) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND, "there is no picture \"%s\"; check the path".formatted(name), e);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read the file \"%s\": %s".formatted(name, IoReason.of(e)), e);
    }
  }

  /**
   * Decodes a file's bytes.
   *
   * @param file the bytes; not changed
   * @param name what messages call it
   * @throws DiptychException UNREADABLE_IMAGE when it is no picture of a known format, damaged or
   *     cut short; TOO_LARGE above a limit
   */
  public RgbImage read(byte[] file, String name) {
    checkBytes(file.length, name);
    return decode(file, Decoding.unweighed(name, limits)).pixels();
  }

  /** Decodes within the given bounds. */
  static DecodedImage decode(byte[] file, Decoding decoding) {
    DecodedSamples decoded = PictureDecoder.decode(file, decoding);
    RgbSamples samples = decoded.samples();
    return new DecodedImage(
        RgbImage.adopt(samples.width(), samples.height(), samples.rgb()),
        decoded.width(),
        decoded.height());
  }

  /** {@return whether a file that begins so is of a format in {@link FormatSupport#all}} */
  public static boolean recognises(byte[] head) {
    return FormatTable.recognises(head);
  }

  /**
   * {@return what a file that begins so, and is not {@link #recognises recognised}, seems to be}
   */
  public static FileContent contentOf(byte[] head) {
    return FormatTable.contentOf(head);
  }

  /**
   * {@return whether a failure of reading says that the file is sound, but of a kind that this
   * build or this machine does not read; false where it is damaged}
   */
  public static boolean isKindNotRead(DiptychException failure) {
    return FormatTable.isKindNotRead(failure);
  }

  /**
   * {@return whether this picture is read differently than by earlier rules} Reads its beginning,
   * or all of it where that does not tell.
   *
   * @param decoding the number of the earlier rules, as {@link #DECODING} was then
   * @throws IOException when the file cannot be read
   */
  public static boolean readsDifferentlySince(int decoding, Path file) throws IOException {
    if (decoding >= DECODING) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      if (head.length < HEAD_BYTES) {
        return PixelChanges.in(head);
      }
      Optional<Boolean> told = PixelChanges.inBeginning(head);
      return told.isPresent() ? told.get() : PixelChanges.in(Files.readAllBytes(file));
    }
  }

  /** {@return whether a picture with these bytes is read differently than by earlier rules} */
  public static boolean readsDifferentlySince(int decoding, byte[] file) {
    return decoding < DECODING && PixelChanges.in(file);
  }

  private void checkBytes(long bytes, String name) {
    if (bytes > limits.maxBytes()) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the picture \"%s\" has %,d bytes, but at most %,d are read; save it smaller",
              name,
              bytes,
              limits.maxBytes()));
    }
  }
}
