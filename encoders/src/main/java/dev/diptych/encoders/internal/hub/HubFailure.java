package dev.diptych.encoders.internal.hub;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** An answer that says: not now. Worth another try, at once or when it says so. */
final class HubFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int TOO_MANY_REQUESTS = 429;

  private final int status;
  private final transient Optional<Duration> toldWait;

  private HubFailure(String message, int status, Optional<Duration> toldWait) {
    super(message);
    this.status = status;
    this.toldWait = toldWait;
  }

  /** {@return whether an answer with this status may be another one later} */
  static boolean isPassing(int status) {
    return status == 408
        || status == 425
        || status == TOO_MANY_REQUESTS
        || (status >= 500 && status != 501);
  }

  /** {@return this answer as an error} */
  static HubFailure of(HubAnswer answer, InstantSource clock) {
    String meaning = answer.status() == TOO_MANY_REQUESTS ? " (too many requests)" : "";
    return new HubFailure(
        "%s answered with status %s%s".formatted(answer.uri().getHost(), answer.status(), meaning),
        answer.status(),
        ToldWait.of(answer.status(), answer.headers(), clock));
  }

  /** {@return how long to wait, where the answer said it} */
  Optional<Duration> toldWait() {
    return toldWait;
  }

  /** {@return whether the hub was asked more often than it allows} */
  boolean isTooManyRequests() {
    return status == TOO_MANY_REQUESTS;
  }
}
