package dev.diptych.encoders.internal.hub;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** An answer that says: not now. Worth another try, at once or when it says so. */
final class HubFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  private HubFailure(String message, Optional<Duration> retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** {@return whether an answer with this status may be another one later} */
  static boolean isPassing(int status) {
    return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501);
  }

  /** {@return this answer as an error} */
  static HubFailure of(HubAnswer answer, InstantSource clock) {
    return new HubFailure(
        "%s answered with status %s".formatted(answer.uri().getHost(), answer.status()),
        retryAfter(answer.header("Retry-After"), clock));
  }

  /** {@return how long to wait, where the answer said it} */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /**
   * {@return the time that a {@code Retry-After} names, in seconds or as a date; never negative}
   */
  static Optional<Duration> retryAfter(String value, InstantSource clock) {
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), date.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
