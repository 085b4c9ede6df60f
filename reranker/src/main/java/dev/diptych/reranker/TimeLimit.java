package dev.diptych.reranker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One query's clock: what has passed since it began and what is left. */
final class TimeLimit {

  private final LongSupplier nanoClock;
  private final long start;
  private final Optional<Duration> limit;

  private TimeLimit(LongSupplier nanoClock, Optional<Duration> limit) {
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
    this.limit = limit;
  }

  static TimeLimit startingNow(LongSupplier nanoClock, Optional<Duration> limit) {
    return new TimeLimit(nanoClock, limit);
  }

  boolean isLimited() {
    return limit.isPresent();
  }

  long elapsedNanos() {
    return nanoClock.getAsLong() - start;
  }

  /** Nanoseconds left, negative once the time is up; without a limit there are always enough. */
  long nanosLeft() {
    return limit
        .map(allowed -> TimeUnit.NANOSECONDS.convert(allowed) - elapsedNanos())
        .orElse(Long.MAX_VALUE);
  }
}
