package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * The address under which people reach a server that stands behind a reverse proxy, such as {@code
 * https://photos.example/pictures}.
 *
 * @param scheme http or https
 * @param authority host and, unless it is the scheme's own, port; lower case
 * @param path where the page lies, such as {@code /pictures}; empty for the root
 */
public record PublicUrl(String scheme, String authority, String path) {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  /**
   * Reads an address.
   *
   * @param text scheme, host, optional port and path
   * @throws DiptychException INVALID_REQUEST when it is no such address
   */
  public static PublicUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip()).normalize();
    } catch (URISyntaxException e) {
      throw refuse(text, e.getReason());
    }
    String scheme = lower(String.valueOf(uri.getScheme()));
    if (!SCHEMES.contains(scheme) || uri.getHost() == null) {
      throw refuse(text, "it must begin with http:// or https:// and a host");
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
      throw refuse(text, "it must have no user, query or fragment");
    }
    String path = uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.contains("..") || path.contains("%")) {
      throw refuse(text, "its path must be plain names");
    }
    return new PublicUrl(scheme, authority(scheme, uri), path);
  }

  private static String authority(String scheme, URI uri) {
    boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
    return lower(uri.getHost()) + (usual ? "" : ":" + uri.getPort());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static DiptychException refuse(String text, String why) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "the public address \"%s\" cannot be used: %s; write it like https://photos.example/pictures"
            .formatted(text, why));
  }

  /** {@return whether a {@code Host} header names this address; the port is the proxy's affair} */
  boolean isHost(String host) {
    return nameOf(lower(host)).equals(nameOf(authority));
  }

  /** {@return whether an {@code Origin} header names a page of this address} */
  boolean isOrigin(String origin) {
    try {
      URI uri = new URI(origin);
      return scheme.equals(uri.getScheme())
          && uri.getHost() != null
          && authority.equals(authority(scheme, uri));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String nameOf(String authority) {
    int port = authority.lastIndexOf(':');
    return port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority + path + "/";
  }
}
