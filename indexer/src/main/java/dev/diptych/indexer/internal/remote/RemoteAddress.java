package dev.diptych.indexer.internal.remote;

import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The {@code http} or {@code https} address of a picture, in one spelling: ASCII alone, the host in
 * lower case, no default port, no fragment.
 *
 * @param scheme http or https
 * @param host a name or a literal address, that of IPv6 in brackets
 * @param port a TCP port
 * @param target path and query, beginning with a slash
 */
public record RemoteAddress(String scheme, String host, int port, String target) {

  private static final List<String> SCHEMES = List.of("http", "https");
  private static final int LONGEST = 8192;
  private static final int LONGEST_HOST = 253;
  private static final String ILLEGAL = " \"<>\\^`{|}";

  /** {@return whether a reference to a picture is an address of the web, well-formed or not} */
  public static boolean isAddress(String reference) {
    String text = reference.strip();
    return SCHEMES.stream()
        .map(scheme -> scheme + "://")
        .anyMatch(begin -> text.regionMatches(true, 0, begin, 0, begin.length()));
  }

  /**
   * Reads an address as people write it, also with blanks and letters that should be encoded.
   *
   * @throws IllegalArgumentException where nothing can be fetched from it; the message says why, in
   *     a clause without a full stop
   */
  public static RemoteAddress of(String reference) {
    String text = withoutFragment(reference.strip());
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("it is longer than %s characters".formatted(LONGEST));
    }
    if (!isAddress(text)) {
      throw new IllegalArgumentException("it is neither http nor https");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("it holds control characters");
    }
    int colon = text.indexOf(':');
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    int begin = colon + "://".length();
    int end = begin;
    while (end < text.length() && "/?\\".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String authority = text.substring(begin, end);
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("it holds a user name; nobody logs in here");
    }
    String rest = encoded(text.substring(end));
    int portAt = portAt(authority);
    return new RemoteAddress(
        scheme,
        host(portAt < 0 ? authority : authority.substring(0, portAt)),
        portAt < 0 ? usualPort(scheme) : port(authority.substring(portAt + 1), scheme),
        rest.startsWith("/") ? rest : "/" + rest);
  }

  /**
   * {@return where a redirect from here leads}
   *
   * @throws IllegalArgumentException as {@link #of} does
   */
  RemoteAddress redirected(String location) {
    String text = withoutFragment(location.strip());
    if (isAddress(text)) {
      return of(text);
    }
    try {
      return of(uri().resolve(encoded(text)).toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "it is redirected to what is no address: " + e.getMessage(), e);
    }
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static int portAt(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }

  private static int port(String text, String scheme) {
    if (text.isEmpty()) {
      return usualPort(scheme);
    }
    if (text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new IllegalArgumentException("its port is none");
  }

  private static String host(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      if (host.matches("\\[[0-9a-f:.]{2,45}\\]")) {
        return host;
      }
    } else {
      host = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
      if (host.length() <= LONGEST_HOST && host.matches("[a-z0-9._-]+")) {
        return host;
      }
    }
    throw new IllegalArgumentException("its host is none");
  }

  private static String withoutFragment(String text) {
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  /** Encodes what may not stand in an address, and percent signs that encode nothing. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < utf8.length; i++) {
      char c = (char) (utf8[i] & 0xff);
      boolean stray = c == '%' && !isHex(utf8, i + 1);
      if (c <= ' ' || c >= 0x7f || stray || ILLEGAL.indexOf(c) >= 0 || c == '[' || c == ']') {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(utf8[i]));
      } else {
        encoded.append(c);
      }
    }
    return encoded.toString();
  }

  private static boolean isHex(byte[] bytes, int at) {
    return at + 1 < bytes.length
        && HexFormat.isHexDigit(bytes[at])
        && HexFormat.isHexDigit(bytes[at + 1]);
  }

  /** {@return the address as one text} */
  public String text() {
    return scheme + "://" + host + (port == usualPort(scheme) ? "" : ":" + port) + target;
  }

  URI uri() {
    return URI.create(text());
  }

  @Override
  public String toString() {
    return text();
  }
}
