package dev.diptych.encoders;

/** What a file that is no readable picture seems to be, by its first bytes. */
public enum FileContent {
  /** A picture of a kind that is not read: a camera's raw file without preview, a drawing. */
  PICTURE,
  /** Sound alone. */
  SOUND,
  /** Moving pictures, or what may hold them. */
  VIDEO,
  /** Other files, packed. */
  ARCHIVE,
  /** Pages to read or print. */
  DOCUMENT,
  /** Something to run. */
  PROGRAM,
  /** Text of any kind. */
  TEXT,
  /** No bytes, or zero bytes alone. */
  NOTHING,
  /** Something else. */
  UNKNOWN
}
