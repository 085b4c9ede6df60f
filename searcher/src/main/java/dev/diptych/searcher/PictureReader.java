package dev.diptych.searcher;

import dev.diptych.encoders.RgbImage;

/** Decodes the picture of a query. */
@FunctionalInterface
interface PictureReader {

  /**
   * Decodes a picture file.
   *
   * @param file the file's bytes
   * @param name what to call it in errors
   */
  RgbImage read(byte[] file, String name);
}
