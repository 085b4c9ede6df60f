package dev.diptych.web;

import java.util.Optional;

/**
 * What a server knows of the reverse proxy before it.
 *
 * @param publicUrl where people reach the page; empty where they reach the server itself
 * @param trusted whose {@code X-Forwarded-Host} is believed
 */
public record ReverseProxy(Optional<PublicUrl> publicUrl, TrustedProxies trusted) {

  /** People reach the server itself. */
  public static final ReverseProxy NONE = new ReverseProxy(Optional.empty(), TrustedProxies.NONE);

  /** {@return the path below which the page lies, such as /pictures; empty for the root} */
  String path() {
    return publicUrl.map(PublicUrl::path).orElse("");
  }
}
