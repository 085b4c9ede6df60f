package dev.diptych.index.internal.generation;

import dev.diptych.core.ShortMemory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a change of the index again when there was too little memory for it. Others may hold the
 * memory only for moments, such as pictures being decoded, so each attempt waits longer than the
 * one before: about six seconds in all.
 */
public final class ShortMemoryRetries {

  private static final int MOST_ATTEMPTS = 7;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A change that may be made again when it failed half-way. */
  @FunctionalInterface
  public interface Change {
    void make() throws IOException;
  }

  private ShortMemoryRetries() {}

  /**
   * Makes a change.
   *
   * @param change what is to be done
   * @param recovery what must be done before the change is made again; may fail in the same way
   * @throws OutOfMemoryError when memory stayed too short
   */
  public static void make(Change change, Change recovery) throws IOException {
    long pause = FIRST_PAUSE_NANOS;
    for (int attempt = 1; ; attempt++) {
      try {
        if (attempt > 1) {
          recovery.make();
        }
        change.make();
        return;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        if (attempt == MOST_ATTEMPTS || !ShortMemory.isBehind(e)) {
          throw e;
        }
      }
      System.gc();
      LockSupport.parkNanos(pause);
      pause *= 2;
    }
  }
}
