package dev.diptych.encoders.internal.hub;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long an answer asks to be left alone. Three ways of saying it are read: {@code Retry-After},
 * in seconds or as a date; {@code RateLimit} with {@code RateLimit-Policy} [1], as huggingface.co
 * sends them; and {@code RateLimit-Reset}, of earlier drafts. Where several are there the longest
 * counts.
 *
 * <p>[1] draft-ietf-httpapi-ratelimit-headers: a list of quotas such as {@code "api";r=0;t=171},
 * with {@code r} for the requests left and {@code t} for the seconds until there are more; a policy
 * is {@code "api";q=500;w=300}, with {@code w} for the seconds of its window.
 */
final class ToldWait {

  /** A number of seconds above this is a date, in seconds since 1970. */
  private static final long LEAST_DATE = 1_000_000_000L;

  private ToldWait() {}

  /**
   * {@return how long to wait before asking again, never negative; empty where the answer does not
   * say it}
   *
   * @param status HTTP status; quotas count only where it says that one is used up (429, 503)
   */
  static Optional<Duration> of(int status, HttpHeaders headers, InstantSource clock) {
    Stream<Duration> retryAfter =
        headers.firstValue("Retry-After").flatMap(value -> retryAfter(value, clock)).stream();
    Stream<Duration> quota =
        status == 429 || status == 503
            ? Stream.concat(quotas(status, headers).stream(), resets(headers, clock).stream())
            : Stream.empty();
    return Stream.concat(retryAfter, quota).max(Duration::compareTo);
  }

  private static Optional<Duration> retryAfter(String text, InstantSource clock) {
    String value = text.strip();
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(notNegative(Duration.between(clock.instant(), date.toInstant())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Servers round down, so a second more is waited than a quota says. */
  private static Optional<Duration> quotas(int status, HttpHeaders headers) {
    Map<String, Long> windows = new HashMap<>();
    for (Quota policy : Quota.parse(headers.allValues("RateLimit-Policy"))) {
      policy.number("w").ifPresent(window -> windows.put(policy.name(), window));
    }
    List<Long> usedUp = new ArrayList<>();
    List<Long> others = new ArrayList<>();
    for (Quota quota : Quota.parse(headers.allValues("RateLimit"))) {
      Optional<Long> left = quota.number("r").or(() -> quota.number("remaining"));
      Optional<Long> reset =
          quota
              .number("t")
              .or(() -> quota.number("reset"))
              .or(() -> Optional.ofNullable(windows.get(quota.name())));
      reset.ifPresent((left.orElse(0L) == 0 ? usedUp : others)::add);
    }
    List<Long> counted = usedUp.isEmpty() && status == 429 ? others : usedUp;
    return counted.stream().max(Long::compare).map(seconds -> Duration.ofSeconds(seconds + 1));
  }

  private static Optional<Duration> resets(HttpHeaders headers, InstantSource clock) {
    return Stream.of("RateLimit-Reset", "X-RateLimit-Reset")
        .flatMap(name -> headers.firstValue(name).stream())
        .map(String::strip)
        .filter(value -> value.matches("[0-9]{1,12}"))
        .map(Long::parseLong)
        .map(
            seconds ->
                Duration.ofSeconds(
                    seconds < LEAST_DATE ? seconds : seconds - clock.instant().getEpochSecond()))
        .map(wait -> notNegative(wait).plusSeconds(1))
        .max(Duration::compareTo);
  }

  private static Duration notNegative(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  /**
   * One member of a list of quotas or policies.
   *
   * @param name the quota's name, without quotation marks
   * @param parameters what follows, by name in small letters
   */
  private record Quota(String name, Map<String, String> parameters) {

    /** Earlier drafts have {@code limit=500, remaining=0, reset=50} in place of a list. */
    static List<Quota> parse(List<String> values) {
      List<Quota> quotas = new ArrayList<>();
      for (String value : values) {
        Map<String, String> earlier = new HashMap<>();
        for (String member : split(value, ',')) {
          List<String> parts = split(member, ';');
          Map<String, String> parameters = new HashMap<>();
          parts.subList(1, parts.size()).forEach(part -> put(part, parameters));
          if (!put(parts.getFirst(), earlier)) {
            quotas.add(new Quota(unquoted(parts.getFirst()), parameters));
          }
        }
        if (!earlier.isEmpty()) {
          quotas.add(new Quota("", earlier));
        }
      }
      return quotas;
    }

    private static boolean put(String part, Map<String, String> parameters) {
      int equals = part.startsWith("\"") ? -1 : part.indexOf('=');
      if (equals <= 0) {
        return false;
      }
      parameters.put(
          part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
          unquoted(part.substring(equals + 1).strip()));
      return true;
    }

    private static String unquoted(String text) {
      return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
          ? text.substring(1, text.length() - 1)
          : text;
    }

    /** Splits outside of quotation marks. */
    private static List<String> split(String text, char separator) {
      List<String> parts = new ArrayList<>();
      StringBuilder part = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quoted && c == '\\' && i + 1 < text.length()) {
          part.append(c).append(text.charAt(++i));
        } else if (c == separator && !quoted) {
          parts.add(part.toString().strip());
          part.setLength(0);
        } else {
          quoted ^= c == '"';
          part.append(c);
        }
      }
      parts.add(part.toString().strip());
      return parts;
    }

    /** {@return a whole number of at most nine digits, a fraction rounded up} */
    Optional<Long> number(String parameter) {
      String value = parameters.getOrDefault(parameter, "");
      if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
        return Optional.empty();
      }
      return Optional.of((long) Math.ceil(Double.parseDouble(value)));
    }
  }
}
