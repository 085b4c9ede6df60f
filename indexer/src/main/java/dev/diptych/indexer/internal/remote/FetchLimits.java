package dev.diptych.indexer.internal.remote;

import java.time.Duration;

/**
 * What fetching a picture may take.
 *
 * @param maxBytes bytes of a picture, and of what it is unpacked to where it comes packed
 * @param connect how long a server may take to accept a connection
 * @param silence how long it may send nothing
 * @param total how long an answer may take, from connecting to its last byte
 * @param longestWait the longest wait that a server may ask for (429, 503)
 * @param tries how often a picture is asked for, where a server is busy or breaks off
 * @param redirects how many redirects are followed
 * @param atOnce fetches at the same time
 * @param perHost of these, from one host
 */
public record FetchLimits(
    long maxBytes,
    Duration connect,
    Duration silence,
    Duration total,
    Duration longestWait,
    int tries,
    int redirects,
    int atOnce,
    int perHost) {

  /** 64 MiB; 10 s to connect, 15 s of silence, 60 s in all; 8 fetches, 2 from one host. */
  public static final FetchLimits DEFAULT =
      new FetchLimits(
          64 << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          3,
          5,
          8,
          2);
}
