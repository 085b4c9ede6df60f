package dev.diptych.core;

import java.util.Locale;

/**
 * The identity of a bundle: SHA-256 over weights, configuration, preprocessing and precision. An
 * index holds the fingerprint of the model that filled it and opens for no other.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ModelFingerprint(String hex) {

  public ModelFingerprint {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "a model fingerprint is 64 hexadecimal digits, but was \"%s\""
              .formatted(hex.toLowerCase(Locale.ROOT)));
    }
  }

  /** {@return the first 8 digits, for names of folders and for people} */
  public String shortForm() {
    return hex.substring(0, 8);
  }

  @Override
  public String toString() {
    return hex;
  }
}
