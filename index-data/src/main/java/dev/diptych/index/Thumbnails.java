package dev.diptych.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * Small pictures by the SHA-256 of the large ones. Disposable: written whole or not at all, but
 * without fsync; an empty file counts as none.
 *
 * @param folder {@code thumbnails} of an index
 */
record Thumbnails(Path folder) {

  static boolean isContentHash(String hash) {
    return hash.matches("[0-9a-fA-F]{64}");
  }

  private Path file(String contentHash) {
    String name = contentHash.toLowerCase(Locale.ROOT);
    return folder.resolve(name.substring(0, 2)).resolve(name.substring(2) + ".jpg");
  }

  void put(String contentHash, byte[] jpeg) throws IOException {
    Path file = file(contentHash);
    if (Files.exists(file) && Files.size(file) > 0) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, jpeg);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  Optional<byte[]> get(String contentHash) throws IOException {
    if (!isContentHash(contentHash)) {
      return Optional.empty();
    }
    try {
      byte[] jpeg = Files.readAllBytes(file(contentHash));
      return jpeg.length == 0 ? Optional.empty() : Optional.of(jpeg);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
