package dev.diptych.web;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names that a server answers to. One that only its own machine can reach answers to this
 * machine's names and to what it was told to listen on, and to nothing else: a name that a stranger
 * chose and points at this machine (DNS rebinding) is none of them. One that others can reach
 * answers to every name.
 */
final class ServedHosts {

  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

  /** Empty where every name is right. */
  private final Optional<Set<String>> names;

  private ServedHosts(Optional<Set<String>> names) {
    this.names = names;
  }

  /**
   * The names of a server.
   *
   * @param host name or address to listen on, IPv6 with or without brackets
   */
  static ServedHosts of(String host) {
    Set<String> names = new TreeSet<>(THIS_MACHINE);
    names.add(lower(inAddress(host)));
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!address.isLoopbackAddress()) {
        return new ServedHosts(Optional.empty());
      }
      names.add(lower(inAddress(address.getHostAddress())));
    } catch (UnknownHostException e) {
      // Binding will fail and say so; until then, the strict choice.
    }
    return new ServedHosts(Optional.of(names));
  }

  /**
   * Whether a request came by a right name.
   *
   * @param host the {@code Host} header, with or without a port
   */
  boolean contains(@Nullable String host) {
    return names.isEmpty() || (host != null && names.get().contains(nameOf(host)));
  }

  /** {@return the names as a sentence has them} */
  String inWords() {
    return names.map(known -> String.join(", ", known)).orElse("any name");
  }

  /**
   * {@return where a browser on this machine finds the page}
   *
   * @param host name or address that the server listens on
   */
  static URI address(String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> inAddress(host);
        };
    return URI.create("http://" + reachable + ":" + port + "/");
  }

  /**
   * {@return where browsers on other machines find the page; empty where only this machine can
   * reach it, sorted}
   *
   * @param host name or address that the server listens on
   */
  static List<URI> addressesForOthers(String host, int port) {
    try {
      InetAddress listening = InetAddress.getByName(host);
      List<InetAddress> addresses =
          listening.isAnyLocalAddress()
              ? NetworkInterface.networkInterfaces()
                  .flatMap(NetworkInterface::inetAddresses)
                  .toList()
              : List.of(listening);
      return addresses.stream()
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .filter(address -> listening instanceof Inet6Address || address instanceof Inet4Address)
          .map(address -> address(address.getHostAddress(), port))
          .distinct()
          .sorted()
          .toList();
    } catch (UnknownHostException | SocketException e) {
      return List.of(); // nothing to tell of
    }
  }

  /** IPv6 addresses stand in brackets, without the name of a network card. */
  private static String inAddress(String host) {
    if (host.startsWith("[") || !host.contains(":")) {
      return host;
    }
    int zone = host.indexOf('%');
    return "[" + (zone < 0 ? host : host.substring(0, zone)) + "]";
  }

  private static String nameOf(String host) {
    int port = host.lastIndexOf(':');
    return lower(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
