package dev.diptych.cli.internal.invocation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM, heard while this is open: the command comes to a clean end by itself instead
 * of being cut off. A second one, also of the other kind, ends the process at once. Thread-safe.
 *
 * <p>Signals, not a shutdown hook: hooks of all libraries run at the same time, and ONNX Runtime's
 * would close what a running batch still needs.
 */
public final class EndRequest implements AutoCloseable {

  private final CountDownLatch requested = new CountDownLatch(1);
  private final List<OsSignal> heard = new CopyOnWriteArrayList<>();
  private volatile int exitCode;

  private EndRequest() {}

  /**
   * Starts to listen.
   *
   * @param action asks the command to come to an end; quick
   */
  public static EndRequest listen(Runnable action) {
    EndRequest request = new EndRequest();
    for (String name : List.of("INT", "TERM")) {
      request.heard.add(
          OsSignal.handle(
              name,
              number -> {
                request.exitCode = 128 + number;
                request.heard.forEach(OsSignal::leaveToSystem);
                request.requested.countDown();
                action.run();
              }));
    }
    return request;
  }

  /** Waits until the end is asked for. */
  public void await() {
    try {
      requested.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // an end is asked for that way too
    }
  }

  /** Waits until the end is asked for, or so long; {@return whether it is asked for} */
  public boolean await(Duration most) throws InterruptedException {
    return requested.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** {@return 128 + the signal, as shells have it; 0 while none came} */
  public int exitCode() {
    return exitCode;
  }

  /** Leaves signals to those who had them before. */
  @Override
  public void close() {
    heard.forEach(OsSignal::close);
  }
}
