package dev.diptych.indexer.internal.remote;

import java.util.Optional;

/** What became of fetching a picture. */
public sealed interface Fetched {

  /**
   * A picture, by its first bytes.
   *
   * @param content all its bytes
   * @param modifiedMillis when it was last modified, as its server says, else when it was fetched;
   *     milliseconds since 1970
   * @param etag the mark by which its server knows this version, quotes included
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Picture(byte[] content, long modifiedMillis, Optional<String> etag) implements Fetched {}

  /** It has not changed since. */
  record Unmodified() implements Fetched {}

  /**
   * There is something, but no picture.
   *
   * @param head its first bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Other(byte[] head) implements Fetched {}

  /**
   * A picture, or something else, of more bytes than are fetched.
   *
   * @param maxBytes how many are
   */
  record TooLarge(long maxBytes) implements Fetched {}

  /**
   * It could not be had.
   *
   * @param reason why, in a clause without a full stop
   */
  record Failed(String reason) implements Fetched {}
}
