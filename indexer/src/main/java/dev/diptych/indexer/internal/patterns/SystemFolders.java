package dev.diptych.indexer.internal.patterns;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Folders that systems and programs keep for themselves: thumbnails, bins, copies of what lies
 * elsewhere. Told by name, whatever its case.
 */
public final class SystemFolders {

  /** A file that keeps its folder, and all below, out of Android's galleries. */
  public static final String NO_MEDIA = ".nomedia";

  private static final Set<String> NAMES =
      Set.of(
          // Synology, QNAP and other network drives
          "@eadir",
          "@tmp",
          "#recycle",
          "#snapshot",
          "@recycle",
          "@recently-snapshot",
          ".@__thumb",
          "~snapshot",
          ".snapshot",
          ".snapshots",
          ".zfs",
          "network trash folder",
          "temporary items",
          // Windows
          "$recycle.bin",
          "recycler",
          "system volume information",
          "$winreagent",
          // macOS
          "__macosx",
          ".trash",
          ".trashes",
          ".spotlight-v100",
          ".fseventsd",
          ".documentrevisions-v100",
          ".temporaryitems",
          ".appledouble",
          // Linux, Android
          "lost+found",
          ".thumbnails",
          ".cache",
          // programs
          "node_modules",
          "__pycache__",
          ".git",
          ".svn",
          ".hg",
          ".dropbox.cache",
          ".stversions",
          ".stfolder",
          ".picasaoriginals",
          ".dtrash");

  /** {@code .Trash-1000}, with the number of the user. */
  private static final String TRASH_OF_USER = ".trash-";

  /** What Apple's libraries hold beside the originals. */
  private static final Set<String> INSIDE_APPLE_LIBRARIES =
      Set.of("resources", "database", "internal", "private", "scopes", "thumbnails", "previews");

  private static final Set<String> APPLE_LIBRARIES = Set.of(".photoslibrary", ".photolibrary");

  private SystemFolders() {}

  /**
   * {@return why a folder is one of a system's, as the name to count it under; empty for any other}
   *
   * @param name its name
   * @param around the name of the folder that holds it
   */
  public static Optional<String> kind(String name, String around) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (NAMES.contains(lower)) {
      return Optional.of(name);
    }
    if (lower.startsWith(TRASH_OF_USER)) {
      return Optional.of(".Trash");
    }
    String library = around.toLowerCase(Locale.ROOT);
    return INSIDE_APPLE_LIBRARIES.contains(lower)
            && APPLE_LIBRARIES.stream().anyMatch(library::endsWith)
        ? Optional.of("Apple's library " + lower)
        : Optional.empty();
  }
}
