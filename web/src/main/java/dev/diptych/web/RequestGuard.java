package dev.diptych.web;

import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites' pages out of a server on one's own machine. A page elsewhere can make a
 * browser send requests here; it gives itself away by the {@code Host} it reached us under (DNS
 * rebinding), by its {@code Origin}, or by what the browser says of it in {@code Sec-Fetch-Site}.
 */
final class RequestGuard {

  /** What a browser calls requests that no other site's page made. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  /** Where a link of another site may lead a person. */
  private static final Set<String> PAGE = Set.of("/", "/index.html");

  private final ServedHosts hosts;
  private final Optional<PublicUrl> publicUrl;

  private RequestGuard(ServedHosts hosts, Optional<PublicUrl> publicUrl) {
    this.hosts = hosts;
    this.publicUrl = publicUrl;
  }

  /** A guard of a server with these options. */
  static RequestGuard of(WebOptions options) {
    return new RequestGuard(ServedHosts.of(options.host()), options.proxy().publicUrl());
  }

  void check(Context ctx) {
    String host = ctx.header("Host");
    if (!isServed(ctx, host)) {
      throw new HttpProblem(
          403,
          "FORBIDDEN_HOST",
          "this server answers as %s only, but was asked as \"%s\"; behind a reverse proxy start it with --public-url"
              .formatted(hosts.inWords(), Shown.briefly(String.valueOf(host))));
    }
    String origin = ctx.header("Origin");
    String site = ctx.header("Sec-Fetch-Site");
    if (origin != null && !isOwn(origin, host)) {
      throw foreign(origin);
    }
    // A browser that names the page's own origin speaks of a request of that page.
    if (origin == null && site != null && !OWN_SITES.contains(site) && !opensThePage(ctx)) {
      throw foreign(site);
    }
  }

  private boolean isServed(Context ctx, @Nullable String host) {
    return hosts.contains(host)
        || RequestEntry.isProxied(ctx)
        || (host != null && publicUrl.isPresent() && publicUrl.get().isHost(host));
  }

  private boolean isOwn(String origin, @Nullable String host) {
    return authorityOf(origin).equals(Optional.ofNullable(host).map(RequestGuard::lower))
        || (publicUrl.isPresent() && publicUrl.get().isOrigin(origin));
  }

  /** Somebody followed a link to the page: nothing is computed before the page itself asks. */
  private static boolean opensThePage(Context ctx) {
    String destination = ctx.header("Sec-Fetch-Dest");
    return ctx.method().name().equals("GET")
        && PAGE.contains(ctx.path())
        && "navigate".equals(ctx.header("Sec-Fetch-Mode"))
        && (destination == null || destination.equals("document"));
  }

  private static HttpProblem foreign(String whence) {
    return new HttpProblem(
        403,
        "FORBIDDEN_ORIGIN",
        "a page may only send requests to the server it came from, but this one came from \"%s\""
            .formatted(Shown.briefly(whence)));
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

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
