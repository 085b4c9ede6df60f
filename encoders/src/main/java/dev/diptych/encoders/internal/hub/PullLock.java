package dev.diptych.encoders.internal.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to fetch one checkpoint, held by one thread of one process at a time. Given back by
 * closing, or by the end of the process.
 */
final class PullLock implements AutoCloseable {

  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel channel;

  private PullLock(ReentrantLock thread, FileChannel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /**
   * Waits until nobody else has it.
   *
   * @param file the lock's file; made when missing, never deleted
   * @param waiting told once where somebody else has it
   */
  static PullLock take(Path file, Runnable waiting) throws IOException, InterruptedException {
    ReentrantLock thread =
        IN_PROCESS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
    boolean told = false;
    if (!thread.tryLock()) {
      waiting.run();
      told = true;
      thread.lockInterruptibly();
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          if (!told) {
            waiting.run();
          }
          channel.lock(); // released with the channel
        }
        taken = true;
        return new PullLock(thread, channel);
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    } finally {
      if (!taken) {
        thread.unlock();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      thread.unlock();
    }
  }
}
