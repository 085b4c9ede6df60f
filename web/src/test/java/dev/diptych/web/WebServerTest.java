package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

  @Test
  void close_requestUnderWay_isAnsweredFirst() throws Exception {
    FakeEngine engine = new FakeEngine();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    engine.answer.set(
        request -> {
          begun.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new AssertionError("the request was interrupted", e);
          }
          return FakeEngine.response(List.of(), Optional.empty());
        });
    WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
    try (HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      URI search = server.address().resolve("/api/v1/search?q=x");
      Future<Integer> status =
          threads.submit(
              () ->
                  http.send(
                          HttpRequest.newBuilder(search).build(),
                          HttpResponse.BodyHandlers.discarding())
                      .statusCode());
      begun.await();
      Future<?> closing = threads.submit(server::close);
      await(() -> refusesConnections(server.address().getPort()));
      assertThat(closing.isDone()).isFalse();
      goOn.countDown();
      assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      closing.get(20, TimeUnit.SECONDS);
    }
  }

  private static boolean refusesConnections(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.isConnected()).isTrue();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
