package dev.diptych.cli.internal.mcp;

import dev.diptych.core.DiptychException;
import dev.diptych.core.IoReason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server of the Model Context Protocol over standard streams: one JSON-RPC message a line, in and
 * out, and nothing else. Answers one request after the other, in their order. Offers tools alone.
 */
public final class McpServer {

  private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Versions of the protocol in which all that is used here is the same, the newest first. */
  private static final List<String> VERSIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  private static final int LONGEST_LINE = 1 << 20;

  private static final String INSTRUCTIONS =
      "An index of pictures on this machine. Find pictures by words with search_pictures; its"
          + " percentages say how likely a picture shows what was asked for. Ids of pictures that"
          + " it gives go to describe, find_words and explain. Nothing here changes the index.";

  private final List<Tool> tools;
  private final String version;
  private final Consumer<String> out;

  /**
   * A server to come.
   *
   * @param version of this program
   * @param out takes a whole line, its end included
   */
  public McpServer(IndexTools tools, String version, Consumer<String> out) {
    this.tools = tools.all();
    this.version = version;
    this.out = out;
  }

  /** Answers until the input ends. */
  public void serve(InputStream in) throws IOException {
    InputStream buffered = new BufferedInputStream(in);
    for (byte[] line = line(buffered); line != null; line = line(buffered)) {
      String text = new String(line, StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        answer(text, line.length > LONGEST_LINE)
            .ifPresent(answer -> out.accept(JSON.writeValueAsString(answer) + "\n"));
      }
    }
  }

  /** Reads a line without its end; of one that is too long no more than tells so. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() <= LONGEST_LINE) {
        line.write(next);
      }
    }
    return line.toByteArray();
  }

  private Optional<ObjectNode> answer(String line, boolean tooLong) {
    JsonNode request;
    try {
      request = tooLong ? JSON.nullNode() : JSON.readTree(line);
    } catch (JacksonException | StackOverflowError e) {
      return Optional.of(error(JSON.nullNode(), McpFault.PARSE_ERROR, "the line is not JSON"));
    }
    JsonNode id = request.path("id");
    boolean wanted = request.isObject() && request.path("method").isString();
    if (!wanted) {
      return isAnswer(request)
          ? Optional.empty()
          : Optional.of(
              error(
                  isId(id) ? id : JSON.nullNode(),
                  McpFault.INVALID_REQUEST,
                  tooLong
                      ? "a message may have %s bytes".formatted(LONGEST_LINE)
                      : "a message is one object with a method, not a batch"));
    }
    if (id.isMissingNode()) {
      return Optional.empty(); // a notification
    }
    if (!isId(id)) {
      return Optional.of(
          error(JSON.nullNode(), McpFault.INVALID_REQUEST, "an id is a string or a number"));
    }
    try {
      ObjectNode answer = envelope(id);
      answer.set("result", result(request.path("method").asString(), request.path("params")));
      return Optional.of(answer);
    } catch (McpFault e) {
      return Optional.of(error(id, e.code(), String.valueOf(e.getMessage())));
    }
  }

  /** Nothing is asked of clients, so that none of their answers is waited for. */
  private static boolean isAnswer(JsonNode message) {
    return message.isObject() && (message.has("result") || message.has("error"));
  }

  private static boolean isId(JsonNode id) {
    return id.isString() || id.isNumber();
  }

  private JsonNode result(String method, JsonNode params) {
    return switch (method) {
      case "initialize" -> initialize(params);
      case "ping" -> JSON.createObjectNode();
      case "tools/list" -> {
        ObjectNode list = JSON.createObjectNode();
        var all = list.putArray("tools");
        tools.forEach(tool -> all.add(tool.json()));
        yield list;
      }
      case "tools/call" -> call(params).json();
      default ->
          throw new McpFault(
              McpFault.METHOD_NOT_FOUND,
              "there is no method \"%s\"; this server has tools alone".formatted(method));
    };
  }

  private ObjectNode initialize(JsonNode params) {
    String asked = params.path("protocolVersion").asString("");
    ObjectNode result = JSON.createObjectNode();
    result.put("protocolVersion", VERSIONS.contains(asked) ? asked : VERSIONS.getFirst());
    result.putObject("capabilities").putObject("tools");
    result.putObject("serverInfo").put("name", "diptych").put("version", version);
    return result.put("instructions", INSTRUCTIONS);
  }

  private ToolResult call(JsonNode params) {
    String name = params.path("name").asString("");
    Tool tool =
        tools.stream()
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new McpFault(
                        McpFault.INVALID_PARAMS,
                        "there is no tool \"%s\"; known are: %s"
                            .formatted(
                                name,
                                tools.stream().map(Tool::name).collect(Collectors.joining(", ")))));
    try {
      return tool.call(params.path("arguments"));
    } catch (DiptychException e) {
      return ToolResult.failure(String.valueOf(e.getMessage()));
    } catch (McpFault e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("The tool {} failed", name, e);
      return ToolResult.failure("a defect in Diptych: " + IoReason.of(e));
    }
  }

  private static ObjectNode envelope(JsonNode id) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("jsonrpc", "2.0");
    answer.set("id", id);
    return answer;
  }

  private static ObjectNode error(JsonNode id, int code, String message) {
    ObjectNode answer = envelope(id);
    answer.putObject("error").put("code", code).put("message", message);
    return answer;
  }
}
