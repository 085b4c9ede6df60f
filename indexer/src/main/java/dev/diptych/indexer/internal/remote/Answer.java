package dev.diptych.indexer.internal.remote;

import java.time.Duration;
import java.util.Optional;

/** What a server answered to one request. */
sealed interface Answer {

  /** All that there is to be had. */
  record Final(Fetched fetched) implements Answer {}

  /**
   * A redirect.
   *
   * @param location where to, as the server wrote it
   */
  record Moved(String location) implements Answer {}

  /**
   * It wants to be asked again later.
   *
   * @param status the HTTP status
   * @param rest how much later; empty where it does not say
   */
  record Busy(int status, Optional<Duration> rest) implements Answer {}

  /**
   * No whole answer came.
   *
   * @param reason why, in a clause without a full stop
   * @param ofHost whether other pictures of the host will fare alike
   * @param again whether it may come when it is asked for once more
   */
  record None(String reason, boolean ofHost, boolean again) implements Answer {}
}
