package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server listens and how much it takes in.
 *
 * @param host name or address to bind to; a loopback address also turns on the check of the {@code
 *     Host} header that keeps other sites' pages out
 * @param port 0 to 65535; 0 picks a free one
 * @param uploadLimit most bytes of an uploaded picture, 1 to 1 GiB
 * @param longestBudget most time for the second stage of a search, also of one that asks for no
 *     limit; positive; empty leaves it to each search
 * @param proxy what stands between people and this server
 */
public record WebOptions(
    String host, int port, int uploadLimit, Optional<Duration> longestBudget, ReverseProxy proxy) {

  /** This machine only. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** Where people find the page unless they say otherwise. */
  public static final int DEFAULT_PORT = 7878;

  /** 20 MiB. */
  public static final int DEFAULT_UPLOAD_LIMIT = 20 << 20;

  /** This machine only, {@link #DEFAULT_PORT}, pictures up to 20 MiB. */
  public static final WebOptions DEFAULT =
      new WebOptions(DEFAULT_HOST, DEFAULT_PORT, DEFAULT_UPLOAD_LIMIT);

  public WebOptions {
    if (host.isBlank()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "host must be a name or an address such as 127.0.0.1, but was empty");
    }
    if (port < 0 || port > 65_535) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "port must be 0 to 65535, but was " + port);
    }
    if (uploadLimit < 1 || uploadLimit > 1 << 30) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "upload limit must be 1 to %s bytes, but was %s".formatted(1 << 30, uploadLimit));
    }
    if (longestBudget.isPresent() && !longestBudget.get().isPositive()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the longest budget must be positive, but was %s; leave it out for no limit"
              .formatted(longestBudget.get()));
    }
  }

  /** Options that leave time budgets to each search. */
  public WebOptions(String host, int port, int uploadLimit) {
    this(host, port, uploadLimit, Optional.empty(), ReverseProxy.NONE);
  }

  /** {@return these options with another port} */
  public WebOptions withPort(int other) {
    return new WebOptions(host, other, uploadLimit, longestBudget, proxy);
  }

  /** {@return these options with another host} */
  public WebOptions withHost(String other) {
    return new WebOptions(other, port, uploadLimit, longestBudget, proxy);
  }

  /** {@return these options with another bound on time budgets} */
  public WebOptions withLongestBudget(Optional<Duration> other) {
    return new WebOptions(host, port, uploadLimit, other, proxy);
  }

  /** {@return these options behind a reverse proxy} */
  public WebOptions withProxy(ReverseProxy other) {
    return new WebOptions(host, port, uploadLimit, longestBudget, other);
  }
}
