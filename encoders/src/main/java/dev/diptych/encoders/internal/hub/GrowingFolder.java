package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.bundle.TemporaryFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The hidden folder in which the files of a checkpoint grow. It survives a crash, and becomes the
 * final folder by one rename.
 *
 * @param path where
 * @param target the final folder, beside it
 */
record GrowingFolder(Path path, Path target) {

  private static final long SPARE_BYTES = 64L << 20;

  /**
   * Makes the folder, and deletes in it what belongs to another plan. Files that are whole already
   * become parts again, so that they are checked like any other.
   */
  void open(CheckpointPlan plan) throws IOException {
    Files.createDirectories(path);
    Set<String> wanted = new HashSet<>();
    for (RemoteFile file : plan.files()) {
      String part = PartFile.nameOf(file);
      wanted.add(part);
      wanted.add(part + ".tag");
      Path whole = path.resolve(file.name());
      if (Files.isRegularFile(whole)) {
        Files.move(whole, path.resolve(part), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (Stream<Path> all = Files.list(path)) {
      for (Path each : all.toList()) {
        if (!wanted.contains(String.valueOf(each.getFileName()))) {
          TemporaryFolder.delete(each);
        }
      }
    }
  }

  /**
   * Refuses to begin what would not fit.
   *
   * @throws DiptychException UNAVAILABLE when too little space is left
   */
  void requireSpace(CheckpointPlan plan, HubSettings settings) throws IOException {
    long here = 0;
    for (RemoteFile file : plan.files()) {
      Path part = path.resolve(PartFile.nameOf(file));
      here += Files.exists(part) ? Math.min(Files.size(part), file.bytes()) : 0;
    }
    long needed = plan.bytes() - here + SPARE_BYTES;
    long free = settings.freeSpace().at(path);
    if (free < needed) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "%s needs %s MiB more in %s, but %s MiB are free; free some, or choose another place with DIPTYCH_HOME"
              .formatted(plan.name(), needed >> 20, path.getParent(), free >> 20));
    }
  }

  /** Adds the record, brings all to the disk, and gives the folder its final name. */
  void publish(SourceRecord source) throws IOException {
    Path record = path.resolve(SourceRecord.FILE);
    Files.write(record, source.toJson());
    sync(record, StandardOpenOption.WRITE);
    syncFolder(path);
    TemporaryFolder.delete(target); // found incomplete before
    try {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "the file system cannot rename folders atomically; choose another with DIPTYCH_HOME", e);
    }
    syncFolder(path.resolveSibling("."));
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  /** Brings renames to the disk, where the system lets folders be opened for that. */
  private static void syncFolder(Path folder) {
    try {
      sync(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows does not; there the file system journals renames itself.
      return;
    }
  }
}
