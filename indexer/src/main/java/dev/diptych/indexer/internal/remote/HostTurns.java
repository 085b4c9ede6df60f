package dev.diptych.indexer.internal.remote;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Politeness: a host is asked by few at a time, not before the time that it named, and no more once
 * it has not answered several times in a row. Keeps some hundred bytes a host. Thread-safe.
 */
final class HostTurns {

  /** So many fetches in a row without any answer, and the host is left alone for this run. */
  private static final int DEAD_AFTER = 3;

  private static final long POLL_MILLIS = 200;

  private final Map<String, Host> hosts = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final int perHost;
  private final Duration longestWait;

  HostTurns(int perHost, Duration longestWait) {
    this.perHost = perHost;
    this.longestWait = longestWait;
  }

  /** What is known of one host. */
  private static final class Host {

    private final Semaphore free;
    private long quietUntil = System.nanoTime();
    private int unanswered;
    private @Nullable String lastFailure;

    Host(int perHost) {
      this.free = new Semaphore(perHost);
    }

    synchronized Duration toWait() {
      return Duration.ofNanos(Math.max(0, quietUntil - System.nanoTime()));
    }

    synchronized void leaveAlone(Duration wait) {
      quietUntil = Math.max(quietUntil, System.nanoTime() + wait.toNanos());
    }

    synchronized void failed(String reason) {
      unanswered++;
      lastFailure = reason;
    }

    synchronized void answered() {
      unanswered = 0;
    }

    synchronized Optional<String> dead() {
      return unanswered < DEAD_AFTER
          ? Optional.empty()
          : Optional.of(
              "its host failed %s times in a row in this run, lastly: %s"
                  .formatted(unanswered, lastFailure));
    }
  }

  private Host host(RemoteAddress address) {
    return hosts.computeIfAbsent(address.host() + ":" + address.port(), name -> new Host(perHost));
  }

  /**
   * Waits until the host may be asked. {@link #leave} ends a turn that was taken.
   *
   * @return empty when it may be asked; else why it is not
   */
  Optional<String> enter(RemoteAddress address) {
    Host host = host(address);
    while (true) {
      Optional<String> objection = host.dead();
      Duration wait = host.toWait();
      if (objection.isEmpty() && wait.compareTo(longestWait) > 0) {
        objection =
            Optional.of(
                "its host asks to be left alone for %s s more; run this again later"
                    .formatted(wait.toSeconds()));
      }
      if (objection.isPresent()) {
        return objection;
      }
      if (hasEnded(Math.min(wait.toMillis() + 1, wait.isZero() ? 0 : POLL_MILLIS))) {
        return Optional.of("the run was stopped");
      }
      if (wait.isZero() && tryEnter(host)) {
        if (host.toWait().isZero() && host.dead().isEmpty()) {
          return Optional.empty();
        }
        host.free.release(); // it asked for rest, or died, while others were at it
      }
    }
  }

  private boolean tryEnter(Host host) {
    try {
      return host.free.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
      return false;
    }
  }

  private boolean hasEnded(long millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
      return true;
    }
  }

  void leave(RemoteAddress address) {
    host(address).free.release();
  }

  /** The host shall not be asked for so long. */
  void leaveAlone(RemoteAddress address, Duration wait) {
    host(address).leaveAlone(wait);
  }

  /** The host gave no answer at all. */
  void failed(RemoteAddress address, String reason) {
    host(address).failed(reason);
  }

  /** The host gave an answer, of whatever kind. */
  void answered(RemoteAddress address) {
    host(address).answered();
  }

  /** Ends all waiting. */
  void end() {
    ended.countDown();
  }
}
