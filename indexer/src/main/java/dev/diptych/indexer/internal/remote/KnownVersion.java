package dev.diptych.indexer.internal.remote;

import java.util.Optional;

/**
 * What is known of the version of a picture that one has already, by which its server can tell that
 * there is no other (RFC 9110, conditional requests).
 *
 * @param modifiedMillis when it was last modified, milliseconds since 1970; 0 where it is not known
 * @param etag the mark that its server gave it, quotes included
 */
public record KnownVersion(long modifiedMillis, Optional<String> etag) {

  /** Nothing: the picture is to be had in any case. */
  public static final KnownVersion NONE = new KnownVersion(0, Optional.empty());

  boolean isKnown() {
    return modifiedMillis > 0 || etag.isPresent();
  }
}
