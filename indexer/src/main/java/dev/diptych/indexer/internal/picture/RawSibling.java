package dev.diptych.indexer.internal.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The picture that a camera, or its owner, put beside a raw file of the same name. */
public final class RawSibling {

  private static final Set<String> RAW =
      Set.of("cr2", "cr3", "nef", "nrw", "arw", "srf", "sr2", "dng", "raf", "orf", "rw2", "pef");

  private static final List<String> SHOWN =
      List.of("jpg", "jpeg", "heic", "heif", "hif", "png", "tif", "tiff", "webp", "avif", "jxl");

  private RawSibling() {}

  /** {@return its name, empty where the file is no raw file or stands alone} */
  public static Optional<String> of(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    if (dot < 1 || !RAW.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    String stem = name.substring(0, dot + 1);
    for (String extension : SHOWN) {
      for (String sibling : List.of(extension, extension.toUpperCase(Locale.ROOT))) {
        if (isPicture(file.resolveSibling(stem + sibling))) {
          return Optional.of(stem + sibling);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isPicture(Path file) {
    try {
      return Files.isRegularFile(file) && PictureSignature.matches(PictureSignature.head(file));
    } catch (IOException e) {
      return false;
    }
  }
}
