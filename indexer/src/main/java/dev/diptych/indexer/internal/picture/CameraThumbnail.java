package dev.diptych.indexer.internal.picture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A {@code .THM}: the small JPEG that GoPro's, Canon's and others' cameras write beside a video or
 * a raw file of the same name, for their own screens.
 */
public final class CameraThumbnail {

  private static final String EXTENSION = ".thm";

  private static final List<String> SHOWN =
      List.of("mp4", "mov", "avi", "lrv", "360", "mts", "3gp", "mpg", "mod", "crw", "cr2", "jpg");

  private CameraThumbnail() {}

  /** {@return the name of what it belongs to, empty where the file is none or stands alone} */
  public static Optional<String> of(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!name.toLowerCase(Locale.ROOT).endsWith(EXTENSION)) {
      return Optional.empty();
    }
    String stem = name.substring(0, name.length() - EXTENSION.length() + 1);
    for (String extension : SHOWN) {
      for (String sibling : List.of(extension.toUpperCase(Locale.ROOT), extension)) {
        if (Files.isRegularFile(file.resolveSibling(stem + sibling))) {
          return Optional.of(stem + sibling);
        }
      }
    }
    return Optional.empty();
  }
}
