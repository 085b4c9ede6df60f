package dev.diptych.indexer;

/** What kind of skip one is: how much people have to care. */
public enum SkipGroup {
  /** A picture or caption file, or an entry of one, that is damaged or could not be read. */
  DAMAGED,
  /** A sound picture of a kind or size that is not read here. */
  UNSUPPORTED,
  /** A caption whose picture is not in the index. */
  UNMATCHED,
  /** Something else that stands out, such as a link to nothing or a table without captions. */
  OTHER,
  /** A file that belongs beside pictures and holds none: notes of programs, sound, videos. */
  SIDE_FILE,
  /**
   * Left out by the user's patterns, hidden, a system's folder, met under another name, or a link
   * that leads out.
   */
  LEFT_OUT,
  /** Missing, or without usable content, but kept in the index until somebody answers. */
  KEPT;

  /** {@return whether each one deserves a line of its own, and not just to be counted} */
  public boolean isListed() {
    return switch (this) {
      case DAMAGED, UNSUPPORTED, UNMATCHED, OTHER -> true;
      case SIDE_FILE, LEFT_OUT, KEPT -> false;
    };
  }

  /** {@return whether it is about a picture or a caption, so that somebody may miss it} */
  public boolean isOfPictureOrCaption() {
    return switch (this) {
      case DAMAGED, UNSUPPORTED, UNMATCHED -> true;
      case OTHER, SIDE_FILE, LEFT_OUT, KEPT -> false;
    };
  }
}
