package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as the environment names them: {@code https_proxy}, {@code http_proxy}, {@code
 * all_proxy}, also in capitals, and {@code no_proxy}, a list of hosts ({@code *} for all; a host
 * stands for its subdomains too; a port after a colon restricts it). Java's own properties ({@code
 * https.proxyHost} ...) come first where they are set.
 */
final class HubProxies extends ProxySelector {

  private final Map<String, String> environment;

  private HubProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  /** {@return what the environment says, or what the JVM is set to where that says something} */
  static ProxySelector of(Map<String, String> environment) {
    ProxySelector java = Objects.requireNonNullElse(ProxySelector.getDefault(), HttpDirect.DIRECT);
    boolean propertiesSet =
        System.getProperty("https.proxyHost") != null
            || System.getProperty("http.proxyHost") != null
            || Boolean.getBoolean("java.net.useSystemProxies");
    boolean environmentSet =
        environment.keySet().stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).matches("(https?|all)_proxy"));
    return propertiesSet || !environmentSet ? java : new HubProxies(Map.copyOf(environment));
  }

  @Override
  public List<Proxy> select(URI target) {
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    for (String name : List.of(scheme + "_proxy", "all_proxy")) {
      String proxy = eitherCase(name);
      if (!proxy.isEmpty()) {
        return isExempt(target) ? List.of(Proxy.NO_PROXY) : List.of(parse(name, proxy));
      }
    }
    return List.of(Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI target, SocketAddress proxy, IOException reason) {
    // The exception reaches the caller, who tells it.
  }

  private String eitherCase(String name) {
    String lower = HubSettings.value(environment, name);
    return lower.isEmpty() ? HubSettings.value(environment, name.toUpperCase(Locale.ROOT)) : lower;
  }

  private boolean isExempt(URI target) {
    String host = String.valueOf(target.getHost()).toLowerCase(Locale.ROOT);
    int port =
        target.getPort() >= 0 ? target.getPort() : "https".equals(target.getScheme()) ? 443 : 80;
    for (String entry : eitherCase("no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      String pattern = entry;
      int colon = pattern.lastIndexOf(':');
      if (colon > 0 && pattern.indexOf(':') == colon) { // not an IPv6 address
        if (!pattern.substring(colon + 1).equals(Integer.toString(port))) {
          continue;
        }
        pattern = pattern.substring(0, colon);
      }
      pattern = pattern.replaceFirst("^\\*?\\.", "");
      if (entry.equals("*")
          || (!pattern.isEmpty()
              && (host.equals(pattern)
                  || host.equals("[" + pattern + "]")
                  || host.endsWith("." + pattern)))) {
        return true;
      }
    }
    return false;
  }

  private static Proxy parse(String name, String value) {
    URI uri = uri(value.contains("://") ? value : "http://" + value);
    if (uri == null || uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
      throw refuse(name, "must be an HTTP proxy such as http://proxy.example:3128");
    }
    // Unresolved: the name of a proxy is looked up when it is used.
    return new Proxy(
        Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), portOf(uri)));
  }

  private static int portOf(URI proxy) {
    return proxy.getPort() < 0 ? 80 : proxy.getPort();
  }

  /** {@return who signs in to the proxies whose variable holds a user and a password} */
  Optional<Authenticator> authenticator() {
    List<URI> signedIn =
        Stream.of("https_proxy", "http_proxy", "all_proxy")
            .map(this::eitherCase)
            .map(value -> uri(value.contains("://") ? value : "http://" + value))
            .filter(uri -> uri != null && uri.getHost() != null && uri.getUserInfo() != null)
            .toList();
    return signedIn.isEmpty() ? Optional.empty() : Optional.of(new SignIn(signedIn));
  }

  /** Answers proxies, and nobody else, with what the environment holds for them. */
  private static final class SignIn extends Authenticator {

    private final List<URI> proxies;

    SignIn(List<URI> proxies) {
      this.proxies = proxies;
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() != RequestorType.PROXY) {
        return null;
      }
      for (URI proxy : proxies) {
        if (proxy.getHost().equalsIgnoreCase(getRequestingHost())
            && portOf(proxy) == getRequestingPort()) {
          String[] user = proxy.getUserInfo().split(":", 2);
          return new PasswordAuthentication(
              user[0], (user.length < 2 ? "" : user[1]).toCharArray());
        }
      }
      return null;
    }
  }

  private static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The value stays out of the message: it may hold a password. */
  private static DiptychException refuse(String name, String rule) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST, "the proxy in %s %s".formatted(name, rule));
  }

  /** No proxy for anything. */
  private static final class HttpDirect extends ProxySelector {

    static final ProxySelector DIRECT = new HttpDirect();

    @Override
    public List<Proxy> select(URI target) {
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException reason) {
      // There is none.
    }
  }
}
