package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.PullEvent;
import java.io.IOException;
import java.net.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a hub and to where it sends us. Redirects are followed here rather than by the client:
 * the token goes to the hub's own host only, and from https nobody is sent back to http. A token
 * that the hub refuses is left out from then on, and what was asked is asked once more without it:
 * a public repository needs none. For one thread.
 */
final class HubConnection implements AutoCloseable {

  private static final int MOST_REDIRECTS = 8;

  /** What hubs say of a file, also on a redirect to where its bytes are. */
  private static final List<String> OF_THE_FILE =
      List.of("x-repo-commit", "x-linked-size", "x-linked-etag");

  private final HubSettings settings;
  private final Consumer<PullEvent> listener;
  private final HttpClient client;
  private @Nullable HubToken token;
  private @Nullable HubToken refusedToken;

  HubConnection(HubSettings settings, Consumer<PullEvent> listener) {
    this.settings = settings;
    this.listener = listener;
    this.token = settings.token();
    Optional<Authenticator> signIn =
        settings.proxies() instanceof HubProxies proxies
            ? proxies.authenticator()
            : Optional.empty();
    if (signIn.isPresent()) {
      // The JDK refuses to sign in with a password for https. Whoever sets one in the environment
      // wants it sent. Without effect where the client's classes were loaded before.
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(settings.proxies());
    signIn.ifPresent(builder::authenticator);
    this.client = builder.build();
  }

  /**
   * Asks for something below the hub's address, following redirects.
   *
   * @param pathAndQuery encoded, starting with a slash
   * @throws IOException when there is no answer: broken, stalled, or a redirect that must not be
   *     followed
   */
  HubAnswer get(String pathAndQuery, Map<String, String> headers)
      throws IOException, InterruptedException {
    return ask("GET", pathAndQuery, headers);
  }

  /**
   * Like {@link #get} for headers only. Redirects are followed until an answer tells the size of
   * the file: a mirror may send on to another hub, whose own redirect to a storage host is then the
   * answer.
   */
  HubAnswer head(String pathAndQuery) throws IOException, InterruptedException {
    return ask("HEAD", pathAndQuery, Map.of());
  }

  private HubAnswer ask(String method, String pathAndQuery, Map<String, String> headers)
      throws IOException, InterruptedException {
    if (!settings.offline().isEmpty()) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "%s forbids asking %s; unset it to use the network"
              .formatted(settings.offline(), settings.base().getHost()));
    }
    HubToken sent = token;
    HubAnswer answer = follow(method, pathAndQuery, headers);
    if (sent == null || !answer.sameHost()) {
      return answer;
    }
    HubRefusal refusal = HubRefusal.of(answer);
    if (!refusal.isWorthAskingWithoutToken()) {
      return answer;
    }
    answer.close();
    token = null;
    refusedToken = refusal.isOfToken() ? sent : null;
    boolean ofToken = false;
    try {
      HubAnswer open = follow(method, pathAndQuery, headers);
      ofToken = refusal.isOfToken() || open.status() < 400;
      return open;
    } finally {
      token = ofToken ? null : sent; // else it is not the token's fault
      refusedToken = ofToken ? sent : null;
      if (ofToken) {
        listener.accept(new PullEvent.TokenRefused(sent.origin(), refusal.words()));
      }
    }
  }

  private HubAnswer follow(String method, String pathAndQuery, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI uri = URI.create(settings.base() + pathAndQuery);
    Map<String, String> told = new LinkedHashMap<>();
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(method, uri, headers);
      HubBody body = new HubBody(response.body(), settings.stallTimeout());
      for (String header : OF_THE_FILE) {
        response.headers().firstValue(header).ifPresent(v -> told.putIfAbsent(header, v.strip()));
      }
      URI next = redirectOf(response, uri);
      if (next == null || (method.equals("HEAD") && told.containsKey("x-linked-size"))) {
        return new HubAnswer(
            response.statusCode(), uri, isHub(uri), response.headers(), told, refusedToken, body);
      }
      body.close();
      uri = next;
    }
    throw new IOException(
        "%s redirects more than %s times".formatted(settings.base().getHost(), MOST_REDIRECTS));
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(
      String method, URI uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("User-Agent", "diptych")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    HubToken user = token;
    if (user != null && isHub(uri)) {
      request.header("Authorization", "Bearer " + user.value());
    }
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response =
        client.sendAsync(request.build(), BodyHandlers.ofPublisher());
    try {
      return response.get(settings.stallTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(
          "%s did not answer within %s"
              .formatted(uri.getHost(), HubBody.text(settings.stallTimeout())));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot reach %s: %s".formatted(uri.getHost(), IoReason.of(cause)), cause);
    } finally {
      response.cancel(true);
    }
  }

  /** {@return where to go next, or null when this is the answer} */
  private static @Nullable URI redirectOf(HttpResponse<?> response, URI from) throws IOException {
    int status = response.statusCode();
    if (status < 300 || status > 308 || status == 304 || status == 305 || status == 306) {
      return null;
    }
    String location = response.headers().firstValue("Location").orElse("");
    URI to;
    try {
      to = from.resolve(encodedWhereItMust(location));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s redirects to no address".formatted(from.getHost()), e);
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean allowed =
        scheme.equals("https")
            || (scheme.equals("http") && "http".equalsIgnoreCase(from.getScheme()));
    if (location.isEmpty() || !allowed || to.getHost() == null || to.getRawUserInfo() != null) {
      throw new IOException(
          "%s redirects to \"%s\", which is not followed from %s"
              .formatted(from.getHost(), shorten(location), from.getScheme()));
    }
    return to;
  }

  /** Some servers leave characters as they are that an address may not have. */
  private static String encodedWhereItMust(String location) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : location.getBytes(StandardCharsets.ISO_8859_1)) {
      char c = (char) (octet & 0xff);
      boolean allowed = c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
      encoded.append(allowed ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return encoded.toString();
  }

  private static String shorten(String text) {
    String plain = text.replaceAll("[?#].*", "").replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 100 ? plain : plain.substring(0, 100) + "...";
  }

  /** {@return whether this is the hub's own host and port, on the same scheme or on https} */
  private boolean isHub(URI uri) {
    URI base = settings.base();
    boolean upgraded = isScheme(base, "http") && isScheme(uri, "https");
    return base.getHost().equalsIgnoreCase(uri.getHost())
        && (upgraded
            ? port(uri) == 443 && port(base) == 80
            : String.valueOf(base.getScheme()).equalsIgnoreCase(uri.getScheme())
                && port(uri) == port(base));
  }

  private static boolean isScheme(URI uri, String scheme) {
    return scheme.equalsIgnoreCase(uri.getScheme());
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isScheme(uri, "https") ? 443 : 80;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
