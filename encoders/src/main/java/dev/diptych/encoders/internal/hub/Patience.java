package dev.diptych.encoders.internal.hub;

import dev.diptych.encoders.PullEvent;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a pull waits: what it tells, and how long it has waited because a hub asked for it. One for
 * all requests of a pull, so that their waits together are bounded. For one thread.
 */
final class Patience {

  /** All waits together that a hub may ask for in one pull. */
  static final Duration LONGEST_IN_ALL = Duration.ofMinutes(30);

  private final HubSettings settings;
  private final Consumer<PullEvent> listener;
  private Duration told = Duration.ZERO;

  Patience(HubSettings settings, Consumer<PullEvent> listener) {
    this.settings = settings;
    this.listener = listener;
  }

  HubSettings settings() {
    return settings;
  }

  /** {@return tries of one thing, as messages name it} */
  Retries retries(String what) {
    return new Retries(this, what);
  }

  /** {@return whether a wait that the hub asks for is still within the bound} */
  boolean allows(Duration wait) {
    return told.plus(wait).compareTo(LONGEST_IN_ALL) <= 0;
  }

  /** Waits because the hub asked for it. */
  void waitAsTold(PullEvent.Retrying event) throws InterruptedException {
    told = told.plus(event.pause());
    rest(event);
  }

  /** Waits, and says so. */
  void rest(PullEvent.Retrying event) throws InterruptedException {
    tell(event);
    settings.pause().rest(event.pause());
  }

  void tell(PullEvent event) {
    listener.accept(event);
  }
}
