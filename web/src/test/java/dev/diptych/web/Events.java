package dev.diptych.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a stream of server-sent events, one at a time. */
final class Events implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader in;
  private final int status;

  private Events(Socket socket) throws IOException {
    this.socket = socket;
    this.in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    this.status = Integer.parseInt(String.valueOf(in.readLine()).split(" ", -1)[1]);
  }

  /** Asks for a stream and reads the status of the answer. */
  static Events open(URI server) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/jobs/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new Events(socket);
  }

  int status() {
    return status;
  }

  /** {@return the data of the next event; null where the stream has ended} */
  @Nullable JsonNode next() throws IOException {
    String line;
    while ((line = in.readLine()) != null) {
      if (line.startsWith("data: ")) {
        return JsonMapper.shared().readTree(line.substring("data: ".length()));
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
