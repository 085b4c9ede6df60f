package dev.diptych.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C or SIGTERM, heard: runs an action and holds the end of the process back until the command
 * has come to a clean end and closed this. Thread-safe.
 */
final class EndRequest implements AutoCloseable {

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Runnable action;
  private final Thread hook = new Thread(this::end, "end-request");

  private EndRequest(Runnable action) {
    this.action = action;
  }

  /**
   * Starts to listen.
   *
   * @param action asks the command to come to an end; quick
   */
  static EndRequest listen(Runnable action) {
    EndRequest request = new EndRequest(action);
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  /** Waits until the end is asked for. */
  void await() {
    try {
      requested.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // an end is asked for that way too
    }
  }

  /** {@return whether the end was asked for} */
  boolean isRequested() {
    return requested.getCount() == 0;
  }

  private void end() {
    requested.countDown();
    action.run();
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end. */
  @Override
  public void close() {
    finished.countDown();
    if (!isRequested()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // the end has just begun, and the hook will find nothing to wait for
      }
    }
  }
}
