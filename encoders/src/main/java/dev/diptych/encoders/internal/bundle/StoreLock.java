package dev.diptych.encoders.internal.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to change a store, held by one thread of one process at a time. Given back by closing,
 * or by the end of the process.
 */
final class StoreLock implements AutoCloseable {

  /** How the names of folders start that are no bundles: growing, or going. */
  static final String HIDDEN = ".building-";

  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path store;
  private final FileChannel lockFile;

  private StoreLock(Path store, FileChannel lockFile) {
    this.store = store;
    this.lockFile = lockFile;
  }

  /** Waits until nobody else changes the store, which must exist. */
  static StoreLock take(Path store) throws IOException {
    IN_PROCESS.lock();
    boolean taken = false;
    try {
      FileChannel lockFile =
          FileChannel.open(
              store.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lockFile.lock(); // released with the channel
        taken = true;
        return new StoreLock(store, lockFile);
      } finally {
        if (!taken) {
          lockFile.close();
        }
      }
    } finally {
      if (!taken) {
        IN_PROCESS.unlock();
      }
    }
  }

  /** Deletes what a crash left. */
  void sweep() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(store, HIDDEN + "*")) {
      for (Path leftover : leftovers) {
        TemporaryFolder.delete(leftover);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lockFile.close();
    } finally {
      IN_PROCESS.unlock();
    }
  }
}
