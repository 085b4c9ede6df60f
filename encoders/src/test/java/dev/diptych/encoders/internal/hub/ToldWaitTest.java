package dev.diptych.encoders.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header fields by which servers say how long they want to be left alone. */
class ToldWaitTest {

  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z"));

  private static Optional<Duration> wait(int status, String... fields) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String field : fields) {
      String[] parts = field.split(": ", 2);
      headers.merge(
          parts[0],
          List.of(parts[1]),
          (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
    }
    return ToldWait.of(status, HttpHeaders.of(headers, (name, value) -> true), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"api\";r=0;t=171' | 172",
        "'\"api\"; r=0; t=171' | 172",
        "'\"api\" ;t=171;r=0' | 172",
        "'api;r=0;t=171' | 172",
        "'\"api\";R=0;T=171' | 172",
        "'\"api\";t=171' | 172",
        "'\"pages\";r=90;t=20, \"api\";r=0;t=7' | 8",
        "'\"a\";r=0;t=3,\"b\";r=0;t=9, \"c\";r=5;t=200' | 10",
        "'\"odd;r=1,t=2 \\\" name\";r=0;t=5' | 6",
        "'\"api\";r=0;t=0' | 1",
        "'\"api\";r=0;t=12.25' | 14",
        "'\"api\";r=3;t=30' | 31",
        "'limit=500, remaining=0, reset=50' | 51",
        "'limit=500,remaining=0,reset=50' | 51"
      })
  void of_rateLimit_isTheLongestOfTheQuotasThatAreUsedUp(String value, long seconds) {
    assertThat(wait(429, "RateLimit: " + value)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void of_severalFields_areOneList() {
    assertThat(wait(429, "RateLimit: \"a\";r=0;t=5", "RateLimit: \"b\";r=0;t=8"))
        .contains(Duration.ofSeconds(9));
  }

  @Test
  void of_quotaWithoutATime_waitsForTheWindowOfItsPolicy() {
    assertThat(
            wait(
                429,
                "ratelimit: \"api\";r=0",
                "ratelimit-policy: \"fixed window\";\"api\";q=500;w=300, \"api\";q=500;w=120"))
        .contains(Duration.ofSeconds(121));
  }

  @Test
  void of_retryAfter_isTakenAsItIsAndTheLongerOneCounts() {
    assertThat(wait(429, "Retry-After: 17")).contains(Duration.ofSeconds(17));
    assertThat(wait(503, "Retry-After: Fri, 01 May 2026 12:01:30 GMT"))
        .contains(Duration.ofSeconds(90));
    assertThat(wait(503, "Retry-After: Fri, 01 May 2026 11:00:00 GMT")).contains(Duration.ZERO);
    assertThat(wait(429, "Retry-After: 1", "RateLimit: \"api\";r=0;t=100"))
        .contains(Duration.ofSeconds(101));
    assertThat(wait(429, "Retry-After: 200", "RateLimit: \"api\";r=0;t=100"))
        .contains(Duration.ofSeconds(200));
  }

  @Test
  void of_resetOfEarlierDrafts_isSecondsOrADate() {
    assertThat(wait(429, "RateLimit-Reset: 40")).contains(Duration.ofSeconds(41));
    long in60 = NOW.instant().getEpochSecond() + 60;
    assertThat(wait(429, "X-RateLimit-Reset: " + in60)).contains(Duration.ofSeconds(61));
    assertThat(wait(429, "X-RateLimit-Reset: 1000000001")).contains(Duration.ofSeconds(1));
  }

  @Test
  void of_otherFailures_doNotWaitForAQuotaThatIsNotUsedUp() {
    assertThat(wait(500, "RateLimit: \"resolvers\";r=0;t=172")).isEmpty();
    assertThat(wait(503, "RateLimit: \"resolvers\";r=2999;t=172")).isEmpty();
    assertThat(wait(503, "RateLimit: \"resolvers\";r=0;t=172")).contains(Duration.ofSeconds(173));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "\"api",
        ";",
        ",",
        "=",
        "\"api\";r=0;t=",
        "\"api\";r=0;t=-5",
        "t=soon",
        "\\",
        "\"a\\",
        "\"api\";r=0;t=99999999999999999999",
        ";;;;,,,,",
        "\"api\";r;t"
      })
  void of_nonsense_saysNothing(String value) {
    assertThat(wait(429, "RateLimit: " + value)).isEmpty();
    assertThat(wait(429, "Retry-After: " + value)).isEmpty();
  }

  @Test
  void of_longNonsense_isReadOnce() {
    char[] quotes = new char[100_000];
    Arrays.fill(quotes, ';');
    assertThat(wait(429, "RateLimit: " + new String(quotes))).isEmpty();
  }
}
