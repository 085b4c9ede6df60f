package dev.diptych.core;

/** What kind of thing an item is. */
public enum Modality {
  /** A picture. */
  IMAGE,
  /** A caption or any other short text. */
  TEXT
}
