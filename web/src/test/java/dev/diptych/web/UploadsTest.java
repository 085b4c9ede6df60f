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

/** More uploads than the server has room for. */
final class UploadsTest {

  private static final int LARGEST = 20 << 20;
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

  /** Sends an upload of the largest size, all of it, and only then looks for the answer. */
  private String upload() throws IOException {
    try (Socket client = begin()) {
      OutputStream body = client.getOutputStream();
      byte[] noise = new byte[1 << 15];
      int sent = 1;
      while (sent < LARGEST) {
        int count = Math.min(noise.length, LARGEST - sent);
        body.write(noise, 0, count);
        sent += count;
      }
      return new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  /** Announces an upload of the largest size, and sends one byte of it: then it is taken on. */
  private Socket begin() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    client.setSoTimeout(MOST_SILENCE_MILLIS);
    String head =
        "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: %s\r\nConnection: close\r\n\r\n-"
            .formatted(LARGEST);
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return client;
  }
}
