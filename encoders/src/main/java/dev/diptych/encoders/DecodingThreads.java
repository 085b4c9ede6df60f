package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of a {@link DecodingPool}: how many pictures are decoded at once, first come, first
 * served. A decoder that does not end when told to loses its place to another, so that pictures go
 * on being decoded, but only so often: such threads still take a processor each. Thread-safe.
 */
final class DecodingThreads {

  /** How long a decoder that was told to end may take to do so. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(DecodingThreads.class);

  private static final int MOST_REPLACED = 4;
  private static final Duration LOOK = Duration.ofMillis(500);

  private final DecodingRules rules;
  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();
  private int lost;
  private int replaced;

  DecodingThreads(DecodingRules rules) {
    this.rules = rules;
    this.free = new Semaphore(rules.threads(), true);
  }

  /** {@return decoders that were left behind and still run} */
  synchronized int lost() {
    return lost;
  }

  /**
   * Waits for a place.
   *
   * @throws DiptychException OVERLOADED when too many wait, or for too long; UNAVAILABLE when all
   *     places are lost, or the caller is interrupted
   */
  Place take(String name) {
    try {
      if (!free.tryAcquire(0, TimeUnit.SECONDS)) {
        queue(name);
      }
      return new Place();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "\"%s\" was not decoded: whoever asked for it has gone".formatted(name),
          e);
    }
  }

  private void queue(String name) throws InterruptedException {
    try {
      if (waiting.incrementAndGet() > rules.queue()) {
        throw overloaded(name, null);
      }
      long end = System.nanoTime() + rules.patience().toNanos();
      while (!free.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - end > 0) {
          throw overloaded(name, null);
        }
        requireSomeLeft(name);
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private synchronized void requireSomeLeft(String name) {
    if (lost - replaced >= rules.threads()) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "\"%s\" cannot be decoded: %s decoders did not end when told to and hold all threads; start Diptych anew"
              .formatted(name, lost));
    }
  }

  static DiptychException overloaded(String name, @Nullable Throwable cause) {
    String message =
        "\"%s\" cannot be decoded now: too many pictures wait before it; try again a little later"
            .formatted(name);
    return cause == null
        ? new DiptychException(ErrorCode.OVERLOADED, message)
        : new DiptychException(ErrorCode.OVERLOADED, message, cause);
  }

  /** A taken place, until its decoder ends. */
  final class Place {

    private boolean left;
    private boolean abandoned;
    private boolean wasReplaced;

    /** The decoder has ended. */
    void leave() {
      synchronized (DecodingThreads.this) {
        left = true;
        if (abandoned) {
          lost--;
          replaced -= wasReplaced ? 1 : 0;
        }
        if (!wasReplaced) {
          free.release();
        }
      }
    }

    /**
     * The decoder does not end: its place is given to another, unless too many were already.
     *
     * @return false when it has ended in the meantime
     */
    boolean abandon() {
      synchronized (DecodingThreads.this) {
        if (left) {
          return false;
        }
        abandoned = true;
        lost++;
        if (replaced < MOST_REPLACED) {
          wasReplaced = true;
          replaced++;
          free.release();
        }
        LOG.warn("A decoder did not end when told to; {} of them still run", lost);
        return true;
      }
    }
  }
}
