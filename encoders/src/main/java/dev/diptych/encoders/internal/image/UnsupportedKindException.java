package dev.diptych.encoders.internal.image;

import java.io.IOException;

/** A sound file of a kind that is not read: what it is, and what its owner can do. */
final class UnsupportedKindException extends IOException {

  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * Names a kind.
   *
   * @param kind completes "it is"
   * @param remedy completes "to have it read, "
   */
  UnsupportedKindException(String kind, String remedy) {
    super(kind);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
