package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.image.DecodedSamples;
import dev.diptych.encoders.internal.image.Decoding;
import dev.diptych.encoders.internal.image.PictureDecoder;
import dev.diptych.encoders.internal.image.RgbSamples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Decodes picture files: JPEG, PNG, GIF (first frame), BMP, WebP, TIFF (first page). The format is
 * told by content, never by the file's name.
 *
 * <p>The result is 8-bit RGB as models were trained on it: alpha is dropped, not blended; palettes
 * and greys are expanded; 16-bit samples lose their low byte; embedded colour profiles are not
 * applied. Two things differ from the models' authors: EXIF orientation is applied, so that
 * people's photos stand upright, and the colour of lossy WebP files is not interpolated between its
 * samples.
 *
 * <p>Whatever bytes come, the outcome is a picture or a {@link DiptychException}. Decoding takes
 * memory of about 10 bytes a pixel and tens of milliseconds a megapixel. Immutable and thread-safe.
 */
public final class ImageReader {

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
