package dev.diptych.encoders;

import java.util.Locale;

/** The arithmetic of a bundle's graphs, chosen when it is imported. */
public enum Precision {
  /** 32-bit floats: the reference. */
  F32,

  /**
   * 8-bit integers in all linear layers and in the products with patch features. Weights have one
   * factor per output, activations one per token, worked out as they come; so a score does not
   * depend on what else is in its batch. Faster and a quarter of the size, for a small loss.
   */
  INT8;

  /** {@return the name in files and on the command line, {@code f32} or {@code int8}} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a bundle's name ends in, so that two of one checkpoint go by two names. */
  String suffix() {
    return this == F32 ? "" : "-" + label();
  }
}
