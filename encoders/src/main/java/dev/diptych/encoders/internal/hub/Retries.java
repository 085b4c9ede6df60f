package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.PullEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tries something again while it fails in passing: after 1, 2, 4 ... seconds, at most a minute, or
 * when the hub says. What made progress starts counting anew. For one thread.
 */
final class Retries {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(15);

  private final HubSettings settings;
  private final Consumer<PullEvent> listener;
  private final String what;
  private int failures;

  /**
   * @param what is fetched, as messages name it
   */
  Retries(HubSettings settings, Consumer<PullEvent> listener, String what) {
    this.settings = settings;
    this.listener = listener;
    this.what = what;
  }

  /** Something that may fail in passing, which an {@link IOException} says. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * Runs until it succeeds.
   *
   * @throws DiptychException UNAVAILABLE when it failed too often, was interrupted, or the hub
   *     wants to be left alone for long
   */
  <T> T call(Attempt<T> attempt) {
    while (true) {
      try {
        return attempt.run();
      } catch (IOException e) {
        waitAfter(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** Forgets the failures so far. */
  void progressed() {
    failures = 0;
  }

  private void waitAfter(IOException e) {
    failures++;
    if (failures >= settings.attempts()) {
      throw unavailable(
          "%s; tried %s %s. Check the network, a proxy (https_proxy) or set a mirror with DIPTYCH_HUB, then run the same command again: it goes on where it stopped"
              .formatted(e.getMessage(), failures, failures == 1 ? "time" : "times"),
          e);
    }
    Optional<Duration> asked =
        e instanceof HubFailure failure ? failure.retryAfter() : Optional.empty();
    Duration wait = asked.orElse(backoff());
    if (wait.compareTo(LONGEST_ASKED) > 0) {
      throw unavailable(
          "%s and asks to wait %s minutes; run the same command again then: it goes on where it stopped"
              .formatted(e.getMessage(), wait.toMinutes()),
          e);
    }
    listener.accept(new PullEvent.Retrying(what, String.valueOf(e.getMessage()), wait));
    try {
      settings.pause().rest(wait);
    } catch (InterruptedException interrupt) {
      throw interrupted(interrupt);
    }
  }

  private Duration backoff() {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private DiptychException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return unavailable("interrupted; run the same command again: it goes on where it stopped", e);
  }

  private DiptychException unavailable(String reason, Exception cause) {
    return new DiptychException(
        ErrorCode.UNAVAILABLE, "cannot fetch %s: %s".formatted(what, reason), cause);
  }
}
