package dev.diptych.encoders.internal.image;

/**
 * Ends a decoder from inside; unchecked, because decoders swallow an IOException here and there.
 */
final class DecodingStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DecodingStopped() {
    super("decoding was stopped", null, false, false);
  }
}
