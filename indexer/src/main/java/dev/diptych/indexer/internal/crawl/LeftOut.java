package dev.diptych.indexer.internal.crawl;

/**
 * A file, folder or link that the crawl met and did not enter or take.
 *
 * @param source its URI
 * @param cause why
 * @param kind what to count it under
 * @param reason why, in a clause without a full stop
 * @param folder whether all below it is left out too
 */
public record LeftOut(String source, Cause cause, String kind, String reason, boolean folder) {

  /** Why something is left out. */
  public enum Cause {
    /** A folder that a system or program keeps for itself. */
    SYSTEM_FOLDER,
    /** A pattern of the request. */
    REQUEST,
    /** A pattern of a {@code .diptychignore}. */
    IGNORE_FILE,
    /** Hidden. */
    HIDDEN,
    /** A symbolic link that leads out of the named folders. */
    LINK_OUT;

    /** {@return whether the index shall hold nothing of it} */
    public boolean clears() {
      return switch (this) {
        case SYSTEM_FOLDER, REQUEST, IGNORE_FILE -> true;
        case HIDDEN, LINK_OUT -> false;
      };
    }

    /** {@return whether the user said so in a pattern} */
    public boolean isPattern() {
      return this == REQUEST || this == IGNORE_FILE;
    }
  }
}
