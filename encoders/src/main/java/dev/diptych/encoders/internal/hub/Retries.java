package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.PullEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tries something again while it fails in passing: after 1, 2, 4 ... seconds, at most a minute, or
 * when the hub says. What made progress starts counting anew. For one thread.
 */
final class Retries {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(15);

  private final Patience patience;
  private final String what;
  private int failures;

  /**
   * @param what is fetched, as messages name it
   */
  Retries(Patience patience, String what) {
    this.patience = patience;
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
    Optional<Duration> told =
        e instanceof HubFailure failure ? failure.toldWait() : Optional.empty();
    if (failures >= patience.settings().attempts()) {
      throw gaveUp(e);
    }
    if (told.isPresent()
        && (told.get().compareTo(LONGEST_ASKED) > 0 || !patience.allows(told.get()))) {
      throw unavailable(
          "%s and asks to wait %s; %sRun the same command again then: it goes on where it stopped"
              .formatted(
                  e.getMessage(),
                  minutes(told.get()),
                  told.get().compareTo(LONGEST_ASKED) > 0
                      ? ""
                      : "one pull waits %s in all. ".formatted(minutes(Patience.LONGEST_IN_ALL))),
          e);
    }
    try {
      String reason = String.valueOf(e.getMessage());
      if (told.isPresent()) {
        patience.waitAsTold(
            new PullEvent.Retrying(what, reason + " and says how long to wait", told.get()));
      } else {
        patience.rest(new PullEvent.Retrying(what, reason, backoff()));
      }
    } catch (InterruptedException interrupt) {
      throw interrupted(interrupt);
    }
  }

  private DiptychException gaveUp(IOException e) {
    String tried =
        "%s; tried %s %s. ".formatted(e.getMessage(), failures, failures == 1 ? "time" : "times");
    String advice =
        e instanceof HubFailure failure && failure.isTooManyRequests()
            ? "The hub counts requests by address, or by token where HF_TOKEN is set; wait some minutes or set a mirror with DIPTYCH_HUB"
            : "Check the network, a proxy (https_proxy) or set a mirror with DIPTYCH_HUB";
    return unavailable(
        tried + advice + ", then run the same command again: it goes on where it stopped", e);
  }

  private static String minutes(Duration time) {
    return time.toMinutes() == 0 ? time.toSeconds() + " s" : time.toMinutes() + " minutes";
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
