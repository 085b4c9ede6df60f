package dev.diptych.index;

import java.util.Arrays;
import java.util.Optional;

/** How patch features are stored, chosen when an index is made. */
public enum FeatureFormat {
  /** Not stored: the second stage has nothing to read until they are encoded again. */
  NONE(0),
  /**
   * One signed byte each and one 32-bit factor per token: a quarter of the disk, rounded to 1/254
   * of a token's largest magnitude.
   */
  INT8(1),
  /** 16-bit floats: half the disk, rounded to 11 bits. */
  F16(2),
  /** 32-bit floats: exact. */
  F32(4);

  private final int bytesPerNumber;

  FeatureFormat(int bytesPerNumber) {
    this.bytesPerNumber = bytesPerNumber;
  }

  /** {@return the format of this name; empty where there is none} */
  public static Optional<FeatureFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.name().equals(name)).findFirst();
  }

  /** {@return bytes one number takes on disk} */
  public int bytesPerNumber() {
    return bytesPerNumber;
  }
}
