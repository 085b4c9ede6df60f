package dev.diptych.reranker;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Who may use the match encoder next: first come, first served, one chunk a turn. A search that
 * wants another chunk goes to the end of the queue, so that between two turns of one search every
 * other has at most one. Thread-safe.
 */
final class Turns {

  private final int atOnce;
  private final Semaphore free;
  private final AtomicInteger hurried = new AtomicInteger();
  private final AtomicInteger patient = new AtomicInteger();

  /**
   * @param atOnce turns that may run side by side, at least 1
   */
  Turns(int atOnce) {
    this.atOnce = atOnce;
    this.free = new Semaphore(atOnce, true);
  }

  /**
   * Counts a search among those that share the encoder, until it leaves.
   *
   * @param isHurried whether it has a time budget
   */
  void enter(boolean isHurried) {
    (isHurried ? hurried : patient).incrementAndGet();
  }

  /**
   * @param isHurried as when it entered
   */
  void leave(boolean isHurried) {
    (isHurried ? hurried : patient).decrementAndGet();
  }

  /** {@return how many searches with a budget share one turn's place now, rounded up} */
  int hurried() {
    return Math.ceilDiv(hurried.get(), atOnce);
  }

  /** {@return how many searches without a budget share one turn's place now, rounded up} */
  int patient() {
    return Math.ceilDiv(patient.get(), atOnce);
  }

  /**
   * Waits for a turn and takes it, also when interrupted meanwhile; the interrupt is kept for the
   * caller to see.
   */
  <T> T take(Supplier<T> chunk) {
    free.acquireUninterruptibly();
    try {
      return chunk.get();
    } finally {
      free.release();
    }
  }

  /** {@return how many wait for a turn now} */
  int waiting() {
    return free.getQueueLength();
  }
}
