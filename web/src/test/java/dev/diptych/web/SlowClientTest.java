package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.searcher.SearchQueue;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A byte now and then keeps no connection, on no part of an exchange. */
@Timeout(120)
final class SlowClientTest {

  private static final ClientPace STRICT =
      new ClientPace(Duration.ofMillis(300), Duration.ofMillis(300), 1 << 30, Duration.ofHours(1));

  /** Of a real server's patience, without its long times. */
  private static final ClientPace PATIENT =
      new ClientPace(Duration.ofSeconds(60), Duration.ofSeconds(60), 1 << 10, Duration.ofHours(1));

  @TempDir private Path folder;

  private final FakeEngine engine = new FakeEngine();
  private final WebServer server = start(STRICT);

  private WebServer start(ClientPace pace) {
    return WebServer.start(
        engine, WebOptions.DEFAULT.withPort(0), SearchQueue.Limits.DEFAULT, pace);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void head_byteByByte_connectionIsEnded() throws Exception {
    try (Socket client = connect(server)) {
      client.getOutputStream().write(bytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-"));
      trickleUntilEnded(client);
    }
  }

  @Test
  void head_afterAnAnswerOnTheSameConnection_connectionIsEnded() throws Exception {
    try (Socket client = connect(server)) {
      client.getOutputStream().write(bytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertThat(client.getInputStream().read()).isEqualTo('H');
      client.getOutputStream().write('G');
      trickleUntilEnded(client);
    }
  }

  @Test
  void body_byteByByte_connectionIsEndedAndNothingIsLogged() throws Exception {
    for (String type : new String[] {"application/json", "multipart/form-data; boundary=B"}) {
      try (Socket client = connect(server)) {
        client
            .getOutputStream()
            .write(
                bytes(
                    "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 100000\r\n\r\n"
                        .formatted(type)));
        trickleUntilEnded(client);
      }
    }
  }

  @Test
  void answer_notRead_connectionIsEnded() throws Exception {
    Item item = engine.addImage("image0001", "file:///a.gif");
    Path large = folder.resolve("a.gif");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.write(bytes("GIF89a"));
      file.setLength(64 << 20);
    }
    engine.files.put(item.id(), large);
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.setSoTimeout(60_000);
      client.connect(new InetSocketAddress(server.address().getHost(), server.address().getPort()));
      client
          .getOutputStream()
          .write(bytes("GET /api/v1/items/image0001/image HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      long read = 0;
      try {
        InputStream in = client.getInputStream();
        long pause = System.nanoTime();
        while (System.nanoTime() - pause < 3_000_000_000L) {
          Thread.onSpinWait();
        }
        for (int n = 0; n >= 0; n = in.read(new byte[8192])) {
          read += n;
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
      assertThat(read).isLessThan(64 << 20);
    }
  }

  @Test
  void request_atAnOrdinaryPace_isAnswered() throws Exception {
    try (WebServer patient = start(PATIENT);
        Socket client = connect(patient)) {
      for (char c :
          "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .toCharArray()) {
        client.getOutputStream().write(c);
        client.getOutputStream().flush();
      }
      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void pace_ofEachPart_isLateOnlyBeyondIt() {
    ClientPace pace = ClientPace.DEFAULT;
    long second = 1_000_000_000L;

    assertThat(pace.isHeadLate(10 * second)).isFalse();
    assertThat(pace.isHeadLate(11 * second)).isTrue();
    assertThat(pace.isBodyLate(20 * second, 0)).isFalse();
    assertThat(pace.isBodyLate(21 * second, 0)).isTrue();
    assertThat(pace.isBodyLate(60 * second, 40 * 8192)).isFalse();
    assertThat(pace.isBodyLate(601 * second, 20 << 20)).isTrue();
    assertThat(pace.isAnswerLate(21 * second, 0)).isTrue();
    assertThat(pace.isAnswerLate(3600 * second, 1L << 30)).isFalse();
  }

  /** Sends a byte whenever nothing has come for a while, until the other side ends it. */
  private static void trickleUntilEnded(Socket client) {
    try {
      client.setSoTimeout(50);
      while (true) {
        try {
          if (client.getInputStream().read() < 0) {
            return;
          }
        } catch (SocketTimeoutException e) {
          client.getOutputStream().write('a');
        }
      }
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SocketTimeoutException.class); // reset: ended as well
    }
  }

  private static Socket connect(WebServer to) throws IOException {
    Socket socket = new Socket(to.address().getHost(), to.address().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
