package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionWarmUpTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void run_aServer_isAskedOnANewConnectionForEachCheapThing(String host) throws IOException {
    Map<String, Integer> asked = new ConcurrentHashMap<>();
    Map<InetSocketAddress, Integer> connections = new ConcurrentHashMap<>();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.merge(exchange.getRequestURI().toString(), 1, Integer::sum);
          connections.merge(exchange.getRemoteAddress(), 1, Integer::sum);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      ConnectionWarmUp.run(ServedHosts.address(host, server.getAddress().getPort()));
    } finally {
      server.stop(0);
    }
    assertThat(asked)
        .containsOnlyKeys("/health/live", "/api/v1/status", "/", "/api/v1/search?q=")
        .allSatisfy((path, times) -> assertThat(times).isGreaterThanOrEqualTo(50));
    assertThat(connections).hasSize(asked.values().stream().mapToInt(Integer::intValue).sum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "a_name_that_is_none"})
  void run_nobodyAnswers_isNoFailure(String host) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThatCode(() -> ConnectionWarmUp.run(ServedHosts.address(host, port)))
        .doesNotThrowAnyException();
  }
}
