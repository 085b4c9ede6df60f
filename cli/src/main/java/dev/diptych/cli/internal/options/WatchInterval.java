package dev.diptych.cli.internal.options;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.time.Duration;

/** How long folders are watched before they are looked at though no change was told. */
public final class WatchInterval {

  /** Long enough to cost nothing, short enough for a disk on the network. */
  public static final Duration DEFAULT = Duration.ofMinutes(10);

  private static final Duration LEAST = Duration.ofSeconds(1);

  private WatchInterval() {}

  /** Refuses a time in which a run may not even end. */
  public static void requirePositive(Duration every) {
    if (every.compareTo(LEAST) < 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--every must be at least 1s, but was %s ms".formatted(every.toMillis()));
    }
  }
}
