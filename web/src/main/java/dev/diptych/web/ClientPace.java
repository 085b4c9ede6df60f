package dev.diptych.web;

import java.time.Duration;

/**
 * How fast a client has to be. A byte now and then keeps no connection: a head has an absolute
 * time, a body and an answer have a grace and then a least mean rate, and a body an absolute time,
 * too.
 *
 * @param head most time from the first byte of a request to the end of its head
 * @param grace time for a body or an answer before its rate counts
 * @param bytesPerSecond least mean rate of a body or an answer after the grace, at least 1
 * @param body most time for a body
 */
record ClientPace(Duration head, Duration grace, int bytesPerSecond, Duration body) {

  /**
   * 10 s for a head; 20 s, then 8 KiB a second for a body and an answer; 10 minutes for a body, in
   * which 20 MiB need 36 KiB a second.
   */
  static final ClientPace DEFAULT =
      new ClientPace(
          Duration.ofSeconds(10), Duration.ofSeconds(20), 8 << 10, Duration.ofMinutes(10));

  boolean isHeadLate(long nanos) {
    return nanos > head.toNanos();
  }

  boolean isBodyLate(long nanos, long received) {
    return nanos > body.toNanos() || isSlow(nanos, received);
  }

  boolean isAnswerLate(long nanos, long sent) {
    return isSlow(nanos, sent);
  }

  private boolean isSlow(long nanos, long bytes) {
    return nanos > grace.toNanos() + bytes * 1e9 / bytesPerSecond;
  }
}
