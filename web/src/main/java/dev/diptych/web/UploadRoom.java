package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.concurrent.Semaphore;

/**
 * Memory for what clients upload, bounded for all of them together: a body is read only once there
 * is room for it, and otherwise refused at once. Thread-safe.
 */
final class UploadRoom {

  /** Of an upload there are a few copies on its way to a decoder. */
  private static final int SHARE_OF_HEAP = 8;

  private static final int UNIT = 1 << 10;

  private final Semaphore units;
  private final int all;

  /**
   * @param bytes room for all uploads together, at least 1
   */
  UploadRoom(long bytes) {
    this.all = unitsOf(bytes);
    this.units = new Semaphore(all);
  }

  /**
   * An eighth of the heap, and at least one upload's worth.
   *
   * @param largest most bytes of one upload
   */
  static UploadRoom ofHeap(long largest) {
    return new UploadRoom(Math.max(largest, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  /**
   * Takes room until the result is closed.
   *
   * @param announced how long the body says it is; negative where it does not
   * @param most how much of it is read at most
   * @throws DiptychException OVERLOADED when others have the room
   */
  Taken take(long announced, long most) {
    int wanted = Math.min(all, unitsOf(announced < 0 ? most : Math.min(announced, most)));
    if (!units.tryAcquire(wanted)) {
      throw new DiptychException(
          ErrorCode.OVERLOADED,
          "other uploads have taken all of the %s bytes that this server has for them; send it again in a moment"
              .formatted((long) all * UNIT));
    }
    return new Taken(wanted);
  }

  private static int unitsOf(long bytes) {
    return Math.clamp(Math.ceilDiv(bytes, UNIT), 1, Integer.MAX_VALUE);
  }

  /** Room that somebody has. */
  final class Taken implements AutoCloseable {

    private final int taken;

    private Taken(int taken) {
      this.taken = taken;
    }

    @Override
    public void close() {
      units.release(taken);
    }
  }
}
