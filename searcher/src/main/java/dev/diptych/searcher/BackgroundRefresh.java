package dev.diptych.searcher;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for newer commits off the query threads. */
final class BackgroundRefresh implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BackgroundRefresh.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("diptych-refresh").factory());
  private final Runnable refresh;
  private boolean failing;

  /**
   * Starts looking.
   *
   * @param refresh moves on to the newest commit
   * @param every how long to wait between looks; zero for never
   */
  BackgroundRefresh(Runnable refresh, Duration every) {
    this.refresh = refresh;
    if (every.isPositive()) {
      long nanos = TimeUnit.NANOSECONDS.convert(every);
      var _ = thread.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** A look that fails leaves the older commit in use; the first of a row of failures is logged. */
  private void look() {
    try {
      refresh.run();
      failing = false;
    } catch (RuntimeException | VirtualMachineError e) {
      if (!failing) {
        log.warn("Looking for a newer commit failed; the one in use stays", e);
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
