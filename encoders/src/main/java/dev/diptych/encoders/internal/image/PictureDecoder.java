package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImageLimits;
import java.io.EOFException;
import java.io.IOException;

/** File bytes to upright RGB: recognise, check the size, decode, turn. */
public final class PictureDecoder {

  private PictureDecoder() {}

  /**
   * Decodes a picture.
   *
   * @param file the bytes; not changed
   * @param name what messages call it
   * @param limits how large it may be
   * @throws DiptychException UNREADABLE_IMAGE when it is no readable picture; TOO_LARGE above a
   *     limit, and caused by an OutOfMemoryError when there is too little memory for it
   */
  public static RgbSamples decode(byte[] file, String name, ImageLimits limits) {
    ImageFormat format =
        ImageFormat.of(file)
            .orElseThrow(
                () ->
                    new DiptychException(
                        ErrorCode.UNREADABLE_IMAGE,
                        "cannot read \"%s\" as a picture: %s. Readable formats: %s."
                            .formatted(name, ContentGuess.of(file), ImageFormat.titles())));
    try {
      RgbSamples samples = decode(format, file, new SizeLimit(name, limits));
      return Orientation.ofExif(ExifBlock.find(format, file)).turn(samples);
    } catch (DiptychException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          "cannot read \"%s\": decoding it needs more memory than Java has left; save it smaller, or raise -Xmx"
              .formatted(name),
          e);
    } catch (IOException
        | RuntimeException
        // Decoders run on hostile bytes: a recursion without end or a broken invariant condemns
        // the file, not the program.
        | StackOverflowError
        | AssertionError e) {
      throw new DiptychException(
          ErrorCode.UNREADABLE_IMAGE,
          "cannot read \"%s\": it is a %s file, but damaged or cut short (%s); replace it or save it again"
              .formatted(name, format.title(), reason(e)),
          e);
    }
  }

  private static RgbSamples decode(ImageFormat format, byte[] file, SizeLimit limit)
      throws IOException {
    return switch (format) {
      case JPEG -> JpegDecoder.decode(file, limit);
      case GIF -> GifDecoder.decode(file, limit);
      case WEBP -> PluginDecoder.decode(format, WebpContainer.prepare(file), limit);
      case PNG, BMP, TIFF -> PluginDecoder.decode(format, file, limit);
    };
  }

  private static String reason(Throwable e) {
    Throwable cause = e.getCause();
    if (e instanceof EOFException || cause instanceof EOFException) {
      return "it ends too early";
    }
    Throwable telling = cause instanceof IOException ? cause : e;
    String message = telling.getMessage();
    return telling instanceof IOException && message != null && !message.isBlank()
        ? message.strip()
        : "its decoder gave up with " + telling.getClass().getSimpleName();
  }
}
