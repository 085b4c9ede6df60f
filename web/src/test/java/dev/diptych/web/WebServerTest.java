package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

final class WebServerTest {

  @Test
  void start_portTaken_unavailableWithTheFix() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      WebOptions options = WebOptions.DEFAULT.withPort(taken.getLocalPort());
      assertThatThrownBy(() -> WebServer.start(new FakeEngine(), options))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasMessageContaining("port 0");
    }
  }

  @Test
  void start_unknownHost_unavailable() {
    WebOptions options = WebOptions.DEFAULT.withHost("no-such-host.invalid").withPort(0);
    assertThatThrownBy(() -> WebServer.start(new FakeEngine(), options))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void close_afterAnswer_portIsFree() throws Exception {
    WebServer server = WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withPort(0));
    URI address = server.address();
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status =
          http.send(
                  HttpRequest.newBuilder(address.resolve("/health/live")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(200);
    }
    server.close();
    try (WebServer again =
        WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withPort(address.getPort()))) {
      assertThat(again.address()).isEqualTo(address);
    }
  }

  @Test
  void options_outOfRange_invalidRequest() {
    assertThatThrownBy(() -> new WebOptions("127.0.0.1", 65_536, 1)).hasMessageContaining("65536");
    assertThatThrownBy(() -> new WebOptions("127.0.0.1", -1, 1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new WebOptions(" ", 0, 1)).hasMessageContaining("host");
    assertThatThrownBy(() -> new WebOptions("127.0.0.1", 0, 0)).hasMessageContaining("upload");
  }
}
