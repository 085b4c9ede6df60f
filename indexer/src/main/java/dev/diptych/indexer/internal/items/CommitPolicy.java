package dev.diptych.indexer.internal.items;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when changes have waited long enough to be committed. Not thread-safe. */
public final class CommitPolicy {

  private final long intervalNanos;
  private final int every;
  private final LongSupplier nanoTime;

  private int changes;
  private long firstChange;

  /**
   * A policy without changes yet.
   *
   * @param interval the longest wait of a change
   * @param every how many changes wait at most
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  public CommitPolicy(Duration interval, int every, LongSupplier nanoTime) {
    this.intervalNanos = interval.toNanos();
    this.every = every;
    this.nanoTime = nanoTime;
  }

  void changed() {
    if (changes == 0) {
      firstChange = nanoTime.getAsLong();
    }
    changes++;
  }

  boolean isDue() {
    return changes >= every || (changes > 0 && nanoTime.getAsLong() - firstChange >= intervalNanos);
  }

  boolean hasChanges() {
    return changes > 0;
  }

  void committed() {
    changes = 0;
  }
}
