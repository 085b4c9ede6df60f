package dev.diptych.encoders.internal.hub;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer, after redirects.
 *
 * @param status HTTP status
 * @param uri who answered in the end
 * @param sameHost whether that is the hub itself
 * @param headers of this answer
 * @param told what the hub said of the file on the way here, by name in small letters
 * @param refusedToken a token that the hub does not take, so that it was asked without; or null
 * @param body its bytes; to be closed
 */
record HubAnswer(
    int status,
    URI uri,
    boolean sameHost,
    HttpHeaders headers,
    Map<String, String> told,
    @Nullable HubToken refusedToken,
    HubBody body)
    implements AutoCloseable {

  HubAnswer {
    told = Map.copyOf(told);
  }

  /** {@return a header, or an empty text} */
  String header(String name) {
    return headers.firstValue(name).orElse("").strip();
  }

  /** {@return a header of the hub itself, which may have been on a redirect, or an empty text} */
  String hubHeader(String name) {
    return told.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  @Override
  public void close() {
    body.close();
  }
}
