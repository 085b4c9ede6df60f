package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Why a file could not be read, in words. */
public final class IoReason {

  private IoReason() {}

  /** {@return the reason of an exception, without the file's name} */
  public static String of(IOException exception) {
    return exception instanceof NoSuchFileException
        ? "it is no longer there"
        : dev.diptych.core.IoReason.of(exception);
  }

  /**
   * Whether there is certainly no such file any more: the file, or a folder on its way, does not
   * exist or is of another kind. A file that merely cannot be looked at counts as there.
   */
  public static boolean isGone(Path file) {
    try {
      return !Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException gone) {
      return true;
    } catch (IOException unknown) {
      return isBelowFile(file);
    }
  }

  /** A path below a regular file, such as {@code a.txt/b}, cannot exist. */
  private static boolean isBelowFile(Path file) {
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder)) {
        return !Files.isDirectory(folder);
      }
    }
    return false;
  }
}
