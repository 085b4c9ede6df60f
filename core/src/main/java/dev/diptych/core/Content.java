package dev.diptych.core;

import java.util.Optional;

/** What an item is made of. Two items with the same content have the same vector. */
public sealed interface Content {

  /** {@return SHA-256 of the file's bytes or of the words' UTF-8 form, 64 hexadecimal digits} */
  String hash();

  /** {@return image or text} */
  Modality modality();

  /**
   * A picture.
   *
   * @param hash SHA-256 of the file's bytes
   * @param width pixels, as the picture is shown upright; 0 where it is not known
   * @param height pixels, as the picture is shown upright; 0 where it is not known
   * @param decoding number of the rules by which its pixels were read before they were encoded; 0
   *     where rules were not counted yet
   */
  record Image(String hash, int width, int height, int decoding) implements Content {

    @Override
    public Modality modality() {
      return Modality.IMAGE;
    }
  }

  /**
   * Words.
   *
   * @param hash SHA-256 of their UTF-8 form
   * @param words the words themselves
   * @param picture the source of the image that they belong to; empty where they stand alone
   */
  record Text(String hash, String words, Optional<Source> picture) implements Content {

    @Override
    public Modality modality() {
      return Modality.TEXT;
    }
  }
}
