package dev.diptych.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of JSON-RPC 2.0 over two streams, a message a line. */
final class JsonRpcClient {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final OutputStream toServer;
  private final BufferedReader fromServer;
  private int lastId;

  JsonRpcClient(OutputStream toServer, InputStream fromServer) {
    this.toServer = toServer;
    this.fromServer = new BufferedReader(new InputStreamReader(fromServer, UTF_8));
  }

  /** {@return the whole answer to a request} */
  JsonNode ask(String method, Map<String, ?> params) throws IOException {
    int id = ++lastId;
    send(
        JSON.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    JsonNode answer = next();
    if (answer.path("id").asInt(-1) != id || !answer.path("jsonrpc").asString().equals("2.0")) {
      throw new IOException("no answer to request %s: %s".formatted(id, answer));
    }
    return answer;
  }

  JsonNode callTool(String name, Map<String, ?> arguments) throws IOException {
    return ask("tools/call", Map.of("name", name, "arguments", arguments));
  }

  void tell(String method) throws IOException {
    send(JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "method", method)));
  }

  void send(String line) throws IOException {
    toServer.write((line + "\n").getBytes(UTF_8));
    toServer.flush();
  }

  /** {@return the next line, which must be JSON} */
  JsonNode next() throws IOException {
    return JSON.readTree(Objects.requireNonNull(fromServer.readLine(), "the server has ended"));
  }

  /** {@return what is left to read, which should be nothing} */
  String rest() throws IOException {
    toServer.close();
    return String.valueOf(fromServer.readLine());
  }
}
