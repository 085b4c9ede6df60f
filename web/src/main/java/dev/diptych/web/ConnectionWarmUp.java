package dev.diptych.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server that has just started for cheap things, each on a connection of its own, so that
 * Java has compiled what answers them before visitors come. The first connection of a new process
 * costs a hundred times what a later one does.
 */
final class ConnectionWarmUp {

  /** From about two hundred calls on, Java compiles a method. */
  private static final int ROUNDS = 100;

  private static final List<String> CHEAP =
      List.of("health/live", "api/v1/status", "", "api/v1/search?q=");

  private static final int LONGEST_MILLIS = Math.toIntExact(Duration.ofSeconds(2).toMillis());

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWarmUp.class);

  private ConnectionWarmUp() {}

  /**
   * Costs about half a second on one core. What is answered does not matter; a server that does not
   * answer at all is left as it is.
   *
   * @param address where the server is reached from this machine, without a path below it
   */
  static void run(URI address) {
    String host = address.getHost();
    if (host == null) {
      return; // a name that URIs do not allow, such as one with an underscore
    }
    InetSocketAddress server = new InetSocketAddress(bare(host), address.getPort());
    try {
      for (int round = 0; round < ROUNDS; round++) {
        for (String path : CHEAP) {
          ask(server, address.getAuthority(), path);
        }
      }
    } catch (IOException e) {
      LOG.debug("The server did not answer itself", e);
    }
  }

  private static void ask(InetSocketAddress server, String name, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, LONGEST_MILLIS);
      socket.setSoTimeout(LONGEST_MILLIS);
      OutputStream request = socket.getOutputStream();
      request.write(
          "GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(path, name)
              .getBytes(StandardCharsets.US_ASCII));
      request.flush();
      InputStream answer = socket.getInputStream();
      answer.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** {@return an IPv6 address without the brackets that it has in a URI; anything else as it is} */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
