package dev.diptych.indexer.internal.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Fetches pictures of the web as a service has to that fetches what strangers name: from public
 * addresses only, within bounds of size and time, a few at once and fewer from one host. Redirects
 * are followed by hand, so that each is checked. Nothing is asked of it by proxies: these would
 * look hosts up themselves. Thread-safe.
 */
public final class PictureFetcher implements AutoCloseable {

  private static final Duration USUAL_WAIT = Duration.ofSeconds(2);

  private final FetchLimits limits;
  private final HostTurns turns;
  private final Exchange exchange;

  /**
   * What a fetcher keeps to.
   *
   * @param rule which addresses may be connected to; people get {@link PublicAddresses#RULE}
   */
  public record Settings(AddressRule rule, FetchLimits limits) {

    /** Public addresses, and the usual limits. */
    public static final Settings USUAL = new Settings(PublicAddresses.RULE, FetchLimits.DEFAULT);
  }

  /**
   * A fetcher, to be closed.
   *
   * @param isPicture tells pictures by their first 4 KiB
   */
  public PictureFetcher(Settings settings, Predicate<byte[]> isPicture) {
    this.limits = settings.limits();
    this.turns = new HostTurns(limits.perHost(), limits.longestWait());
    this.exchange = new Exchange(settings.rule(), limits, isPicture);
  }

  /**
   * Fetches a picture, waiting for its turn first.
   *
   * @param address as a table names it
   * @param known the version that one has already
   */
  public Fetched fetch(String address, KnownVersion known) {
    try {
      RemoteAddress at = RemoteAddress.of(address);
      for (int redirects = 0; ; redirects++) {
        switch (ask(at, known)) {
          case Answer.Final(Fetched fetched) -> {
            return fetched;
          }
          case Answer.None(String reason, _, _) -> {
            return new Fetched.Failed(reason);
          }
          case Answer.Busy(int status, _) -> {
            return new Fetched.Failed(
                "its server is busy (HTTP %s); run this again later".formatted(status));
          }
          case Answer.Moved(String location) -> {
            if (redirects >= limits.redirects()) {
              return new Fetched.Failed(
                  "it is redirected more than %s times".formatted(limits.redirects()));
            }
            at = at.redirected(location);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      return new Fetched.Failed(String.valueOf(e.getMessage()));
    }
  }

  /** Asks one address, again where its server is busy or breaks off. */
  private Answer ask(RemoteAddress address, KnownVersion known) {
    for (int tries = 1; ; tries++) {
      Optional<String> objection = turns.enter(address);
      if (objection.isPresent()) {
        return new Answer.None(objection.get(), false, false);
      }
      Answer answer;
      try {
        answer = exchange.ask(address, known);
        if (answer instanceof Answer.Busy(_, Optional<Duration> wait)) {
          turns.leaveAlone(address, wait.orElse(USUAL_WAIT.multipliedBy(tries)));
        }
      } finally {
        turns.leave(address);
      }
      boolean again =
          switch (answer) {
            case Answer.Busy _ -> tries < limits.tries();
            case Answer.None none -> none.again() && tries == 1;
            case Answer.Final _, Answer.Moved _ -> false;
          };
      if (!again) {
        if (answer instanceof Answer.None none && none.ofHost()) {
          turns.failed(address, none.reason());
        } else {
          turns.answered(address);
        }
        return answer;
      }
    }
  }

  /** Breaks off what is being fetched, and ends all waiting. */
  @Override
  public void close() {
    turns.end();
    exchange.close();
  }
}
