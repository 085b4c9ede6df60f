package dev.diptych.web;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites' pages out of a server on one's own machine. A page elsewhere can make a
 * browser send requests here; it gives itself away by the {@code Host} it reached us under (DNS
 * rebinding) or by its {@code Origin}.
 */
final class RequestGuard {

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean loopbackOnly;

  private RequestGuard(boolean loopbackOnly) {
    this.loopbackOnly = loopbackOnly;
  }

  static RequestGuard forHost(String host) {
    try {
      return new RequestGuard(InetAddress.getByName(host).isLoopbackAddress());
    } catch (UnknownHostException e) {
      // Binding will fail and say so; until then, the strict choice.
      return new RequestGuard(true);
    }
  }

  void check(Context ctx) {
    String host = ctx.header("Host");
    if (loopbackOnly && !(host != null && LOOPBACK_NAMES.contains(nameOf(host)))) {
      throw new HttpProblem(
          403,
          "FORBIDDEN_HOST",
          "this server answers as localhost, 127.0.0.1 or [::1] only, but was asked as \"%s\""
              .formatted(Shown.briefly(String.valueOf(host))));
    }
    if (changesOrUploads(ctx)) {
      checkOrigin(ctx.header("Origin"), host, ctx.header("Sec-Fetch-Site"));
    }
  }

  private static void checkOrigin(
      @Nullable String origin, @Nullable String host, @Nullable String fetchSite) {
    boolean foreign =
        origin != null
            ? !authorityOf(origin).equals(Optional.ofNullable(host).map(RequestGuard::lower))
            : fetchSite != null && !Set.of("same-origin", "none").contains(fetchSite);
    if (foreign) {
      throw new HttpProblem(
          403,
          "FORBIDDEN_ORIGIN",
          "a page may only send requests to the server it came from, but this one came from \"%s\""
              .formatted(Shown.briefly(origin != null ? origin : String.valueOf(fetchSite))));
    }
  }

  private static boolean changesOrUploads(Context ctx) {
    return !Set.of("GET", "HEAD", "OPTIONS").contains(ctx.method().name());
  }

  /** {@return host and port of a web origin; empty for {@code null} and for what is none} */
  private static Optional<String> authorityOf(String origin) {
    try {
      URI uri = new URI(origin);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web
          ? Optional.ofNullable(uri.getAuthority()).map(RequestGuard::lower)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String nameOf(String host) {
    int port = host.lastIndexOf(':');
    return lower(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
