package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.ShortMemory;
import java.io.EOFException;
import java.io.IOException;

/** File bytes to upright RGB: recognise, check the size, decode, turn. */
public final class PictureDecoder {

  private PictureDecoder() {}

  /**
   * Decodes a picture.
   *
   * @param file the bytes; not changed
   * @param decoding what it is called, and how much it may take
   * @throws DiptychException UNREADABLE_IMAGE when it is no readable picture; TOO_LARGE above a
   *     limit; UNAVAILABLE, caused by an OutOfMemoryError, when there is too little memory for it
   */
  public static DecodedSamples decode(byte[] file, Decoding decoding) {
    PictureFormat format =
        PictureFormat.of(file)
            .orElseThrow(
                () ->
                    new DiptychException(
                        ErrorCode.UNREADABLE_IMAGE,
                        "cannot read \"%s\" as a picture: %s. Readable formats: %s."
                            .formatted(
                                decoding.name(), ContentGuess.of(file), PictureFormat.titles())));
    try {
      UnsupportedKinds.refuse(format, file);
      RgbSamples samples = decode(format, file, decoding);
      Orientation orientation = Orientation.ofExif(ExifBlock.find(format, file));
      RgbSamples upright = orientation.turn(samples);
      return new DecodedSamples(
          upright,
          orientation.swapsSides() ? decoding.height() : decoding.width(),
          orientation.swapsSides() ? decoding.width() : decoding.height());
    } catch (IOException
        | RuntimeException
        // Decoders run on hostile bytes: a recursion without end or a broken invariant condemns
        // the file, not the program.
        | StackOverflowError
        | AssertionError
        | OutOfMemoryError e) {
      throw explained(e, format, decoding);
    }
  }

  private static RuntimeException explained(Throwable e, PictureFormat format, Decoding decoding) {
    if (decoding.isStopped()) {
      return new DecodingStopped();
    }
    if (e instanceof DiptychException known) {
      return known;
    }
    if (ShortMemory.isBehind(e)) {
      return decoding.neverFits(e);
    }
    if (e instanceof UnsupportedKindException kind) {
      return new DiptychException(
          ErrorCode.UNREADABLE_IMAGE,
          "cannot read \"%s\": it is %s, and these are not read; %s"
              .formatted(decoding.name(), kind.getMessage(), kind.remedy()),
          kind);
    }
    return new DiptychException(
        ErrorCode.UNREADABLE_IMAGE,
        "cannot read \"%s\": it is a %s file, but damaged or cut short (%s); replace it or save it again"
            .formatted(decoding.name(), format.title(), reason(e)),
        e);
  }

  private static RgbSamples decode(PictureFormat format, byte[] file, Decoding decoding)
      throws IOException {
    Shown shown = Shown.of(format, file);
    return switch (format) {
      case JPEG -> JpegDecoder.decode(file, shown, decoding);
      case PNG -> PngDecoder.decode(file, shown, decoding);
      case GIF -> GifDecoder.decode(file, shown, decoding);
      case WEBP -> WebpDecoder.decode(file, shown, decoding);
      case BMP -> PluginDecoder.decode(format, file, shown, decoding);
      case TIFF ->
          CameraRaw.is(file)
              ? preview(CameraRaw.read(file), decoding)
              : PluginDecoder.decode(format, file, shown, decoding);
      case HEIC, AVIF -> HeifDecoder.decode(format, file, decoding);
      case JXL -> JxlDecoder.decode(file, decoding);
    };
  }

  /**
   * What its maker's camera shows of a raw file; upright by the raw file's own word, not by its.
   */
  private static RgbSamples preview(CameraRaw raw, Decoding decoding) throws IOException {
    if (raw.previews().isEmpty()) {
      throw new UnsupportedKindException(
          "a %s without a preview picture in it".formatted(raw.kind()),
          "save it as JPEG with a raw converter");
    }
    byte[] jpeg = raw.previews().getFirst();
    return JpegDecoder.decode(jpeg, Shown.of(PictureFormat.JPEG, jpeg), decoding);
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
        : "its decoder gave up";
  }
}
