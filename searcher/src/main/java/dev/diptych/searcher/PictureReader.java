package dev.diptych.searcher;

import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import java.util.function.Function;

/** Decodes the picture of a query. */
@FunctionalInterface
interface PictureReader {

  /**
   * Decodes a picture file and readies it for the encoder, so that the picture itself, which can be
   * large, lives no longer than that.
   *
   * @param file the file's bytes
   * @param name what to call it in errors
   * @param preprocess what the encoder makes of the picture
   */
  PixelValues read(byte[] file, String name, Function<RgbImage, PixelValues> preprocess);
}
