package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads that are refused, for want of room or for what they are. */
final class UploadsTest {

  private static final int LARGEST = 20 << 20;
  private static final int TOO_LARGE = 30 << 20;
  private static final int MOST_TRIES = 50;
  private static final int MOST_SILENCE_MILLIS = 60_000;

  private final WebServer server =
      WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withPort(0));
  private final List<Socket> holding = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : holding) {
      socket.close();
    }
    server.close();
  }

  @Test
  void upload_noRoomForIt_isReadToItsEndAndRefused() throws IOException {
    long room = Runtime.getRuntime().maxMemory() / 8;
    for (long taken = 0; taken <= room; taken += LARGEST) {
      holding.add(begin());
    }
    String answer = "";
    // Overtakes some of those, perhaps, and takes the room of one: then one more has to hold it.
    for (int tries = 0; tries < MOST_TRIES && !answer.endsWith("503"); tries++) {
      holding.add(begin());
      answer = upload();
    }
    assertThat(answer).isEqualTo("HTTP/1.1 503");
  }

  @ParameterizedTest
  @CsvSource({
    "403, /api/v1/search, multipart/form-data; boundary=B, Origin: http://elsewhere.example",
    "404, /nowhere, multipart/form-data; boundary=B, X: Y",
    "405, /api/v1/status, multipart/form-data; boundary=B, X: Y",
    "413, /api/v1/search, application/json, X: Y",
    "413, /api/v1/search, multipart/form-data; boundary=B, X: Y",
    "415, /api/v1/search, image/jpeg, X: Y",
  })
  void upload_refusedForWhatItIs_isReadToItsEndFirst(
      String status, String path, String type, String header) throws IOException {
    try (Socket client = begin(path, type, header, TOO_LARGE)) {
      assertThat(sendAll(client, TOO_LARGE)).isEqualTo("HTTP/1.1 " + status);
    }
  }

  @Test
  void upload_refusedWhileTheClientAsksWhetherToSendIt_isNotAskedFor() throws IOException {
    try (Socket client =
        begin("/api/v1/search", "image/jpeg", "Expect: 100-continue", LARGEST, "")) {
      assertThat(answer(client)).isEqualTo("HTTP/1.1 415");
    }
  }

  /** Sends an upload of the largest size, all of it, and only then looks for the answer. */
  private String upload() throws IOException {
    try (Socket client = begin()) {
      return sendAll(client, LARGEST);
    }
  }

  private static String sendAll(Socket client, int size) throws IOException {
    OutputStream body = client.getOutputStream();
    byte[] noise = new byte[1 << 15];
    int sent = 1;
    while (sent < size) {
      int count = Math.min(noise.length, size - sent);
      body.write(noise, 0, count);
      sent += count;
    }
    return answer(client);
  }

  private static String answer(Socket client) throws IOException {
    return new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  /** Announces an upload of the largest size, and sends one byte of it: then it is taken on. */
  private Socket begin() throws IOException {
    return begin("/api/v1/search", "multipart/form-data; boundary=B", "X: Y", LARGEST);
  }

  private Socket begin(String path, String type, String header, int size) throws IOException {
    return begin(path, type, header, size, "-");
  }

  private Socket begin(String path, String type, String header, int size, String body)
      throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    client.setSoTimeout(MOST_SILENCE_MILLIS);
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s"
            .formatted(path, type, header, size, body);
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return client;
  }
}
