package dev.diptych.cli.internal.options;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The folders and files that somebody names to be indexed. */
public final class NamedSources {

  private NamedSources() {}

  /**
   * Checked before an index is made, so that a mistyped path makes none.
   *
   * @throws DiptychException NOT_FOUND where none of them is there
   */
  public static void requireAny(List<Path> paths) {
    if (paths.stream().noneMatch(Files::exists)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "there is nothing at %s; check the names or, where files were deleted, name the folder that held them"
              .formatted(paths.stream().map(Path::toString).collect(Collectors.joining(", "))));
    }
  }
}
