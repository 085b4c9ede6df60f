package dev.diptych.encoders.internal.hub;

import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * One answer, after redirects.
 *
 * @param status HTTP status
 * @param uri who answered in the end
 * @param sameHost whether that is the hub itself
 * @param headers of this answer
 * @param firstHeaders of the hub's own answer, which may have been a redirect
 * @param body its bytes; to be closed
 */
record HubAnswer(
    int status,
    URI uri,
    boolean sameHost,
    HttpHeaders headers,
    HttpHeaders firstHeaders,
    HubBody body)
    implements AutoCloseable {

  /** {@return a header, or an empty text} */
  String header(String name) {
    return headers.firstValue(name).orElse("").strip();
  }

  /** {@return a header of the hub itself, or an empty text} */
  String hubHeader(String name) {
    return firstHeaders.firstValue(name).orElse("").strip();
  }

  @Override
  public void close() {
    body.close();
  }
}
