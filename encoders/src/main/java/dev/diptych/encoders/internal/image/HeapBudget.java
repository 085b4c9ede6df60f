package dev.diptych.encoders.internal.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What decoders may take of Java's heap together: a share of it, less what the rest of the program
 * holds. First come, first served, so that a large picture is not passed over for ever.
 * Thread-safe.
 */
public final class HeapBudget {

  /** The one of this process, which all decoders share. */
  public static final HeapBudget OF_PROCESS =
      new HeapBudget(
          Runtime.getRuntime().maxMemory(),
          () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
          System::gc);

  /** The rest is room for the collector and for what is allocated beside the decoders. */
  private static final double SHARE = 0.75;

  /** Pictures below this part of the ceiling are not worth looking at the heap for. */
  private static final int SMALL_PART = 16;

  private static final long RECHECK_MILLIS = 50;
  private static final long UNKNOWN = -1;

  private final long ceiling;
  private final LongSupplier used;
  private final Runnable collect;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Long> waiting = new ArrayDeque<>();
  private long tickets;
  private long reserved;
  private int holders;

  /** What is in use besides decoders; measured while none of them holds anything. */
  private long others = UNKNOWN;

  HeapBudget(long maxHeap, LongSupplier used, Runnable collect) {
    this.ceiling = (long) (SHARE * maxHeap);
    this.used = used;
    this.collect = collect;
  }

  /** How an attempt to reserve memory ended. */
  enum Outcome {
    RESERVED,
    /** It was asked to give up while others held what was wanted. */
    GIVEN_UP,
    /** It does not fit even when nobody else decodes. */
    NEVER_FITS
  }

  /** {@return whether so many bytes could be had if nobody else decoded, as far as can be told} */
  boolean couldFit(long heap) {
    lock.lock();
    try {
      if (holders == 0 && !isSmall(heap)) {
        measure(heap);
      }
      return Math.max(0, others) + heap <= ceiling;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reserves memory, waiting for its turn while others hold it.
   *
   * @param heap bytes on the heap
   * @param outside further bytes outside of it, which do not count when nobody else decodes
   * @param giveUp asked now and then while waiting
   */
  Outcome reserve(long heap, long outside, BooleanSupplier giveUp) {
    return inTurn(
        () -> {
          if (isSmall(heap + outside)) {
            return reserved + heap + outside <= ceiling / 2 || holders == 0
                ? taken(heap + outside)
                : null;
          }
          if (holders == 0) {
            measure(heap);
            return others + heap <= ceiling ? taken(heap + outside) : Outcome.NEVER_FITS;
          }
          boolean fits = others != UNKNOWN && others + reserved + heap + outside <= ceiling;
          return fits ? taken(heap + outside) : null;
        },
        giveUp);
  }

  /** Reserves all of it, once nobody else decodes, after a collection. */
  Outcome reserveAll(BooleanSupplier giveUp) {
    return inTurn(
        () -> {
          if (holders > 0) {
            return null;
          }
          collect.run();
          others = used.getAsLong();
          return taken(ceiling);
        },
        giveUp);
  }

  /** {@return the bytes that {@link #reserveAll} takes} */
  long all() {
    return ceiling;
  }

  /** Gives back what was reserved in one call. */
  void release(long bytes) {
    lock.lock();
    try {
      reserved -= bytes;
      holders--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One try to reserve, under the lock; null to wait and try again. */
  @FunctionalInterface
  private interface Attempt {
    @Nullable Outcome make();
  }

  private Outcome inTurn(Attempt attempt, BooleanSupplier giveUp) {
    lock.lock();
    long ticket = ++tickets;
    waiting.add(ticket);
    try {
      while (true) {
        boolean first = waiting.getFirst() == ticket;
        Outcome outcome = first ? attempt.make() : null;
        if (outcome != null) {
          return outcome;
        }
        if (giveUp.getAsBoolean()) {
          return Outcome.GIVEN_UP;
        }
        changed.await(RECHECK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.GIVEN_UP;
    } finally {
      waiting.remove(ticket);
      changed.signalAll();
      lock.unlock();
    }
  }

  private Outcome taken(long bytes) {
    reserved += bytes;
    holders++;
    return Outcome.RESERVED;
  }

  private boolean isSmall(long bytes) {
    return bytes <= ceiling / SMALL_PART;
  }

  /** What is in use includes garbage, so it is collected before anybody is refused. */
  private void measure(long wanted) {
    others = used.getAsLong();
    if (others + wanted > ceiling) {
      collect.run();
      others = used.getAsLong();
    }
  }
}
