package dev.diptych.encoders;

import dev.diptych.core.PatchFeatures;

/** The image-grounded decoder: says what is in a picture. Thread-safe. */
public interface Captioner {

  /** Describes a picture in words, by the given search. */
  String describe(PatchFeatures image, CaptionOptions options);
}
