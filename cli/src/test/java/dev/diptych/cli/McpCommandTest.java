package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server of the Model Context Protocol as a client starts it: a process of its own. */
final class McpCommandTest {

  @TempDir private Path folder;

  @Test
  void mcp_wholeSession_answersEveryRequestAndNothingElse() throws Exception {
    SmallCollection collection = SmallCollection.in(folder);
    assertThat(collection.run("index", collection.pictures().toString(), "--caption").code())
        .isZero();
    Process process =
        new ChildProcess(folder, collection.environment())
            .builder(List.of(), "mcp")
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    try {
      JsonRpcClient client = new JsonRpcClient(process.getOutputStream(), process.getInputStream());
      protocol(client);
      tools(client, collection);
      faults(client);
      assertThat(client.rest()).as("after the end of the input").isEqualTo("null");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void protocol(JsonRpcClient client) throws IOException {
    JsonNode hello =
        client.ask(
            "initialize",
            Map.of(
                "protocolVersion", "2025-06-18",
                "capabilities", Map.of(),
                "clientInfo", Map.of("name", "test", "version", "1")));
    assertThat(hello.at("/result/protocolVersion").asString()).isEqualTo("2025-06-18");
    assertThat(hello.at("/result/serverInfo/name").asString()).isEqualTo("diptych");
    assertThat(hello.at("/result/capabilities/tools").isObject()).isTrue();
    assertThat(
            client
                .ask("initialize", Map.of("protocolVersion", "1999-01-01"))
                .at("/result/protocolVersion")
                .asString())
        .isEqualTo("2025-11-25");
    client.tell("notifications/initialized");
    client.send("");
    assertThat(client.ask("ping", Map.of()).get("result").isEmpty()).isTrue();
    List<String> names = new ArrayList<>();
    for (JsonNode tool : client.ask("tools/list", Map.of()).at("/result/tools")) {
      names.add(tool.get("name").asString());
      assertThat(tool.at("/inputSchema/type").asString()).isEqualTo("object");
      assertThat(tool.at("/annotations/readOnlyHint").booleanValue()).isTrue();
    }
    assertThat(names)
        .containsExactly("search_pictures", "find_words", "describe", "explain", "status");
  }

  private static void tools(JsonRpcClient client, SmallCollection collection) throws IOException {
    assertThat(answer(client.callTool("status", Map.of())).get("pictures").intValue())
        .isEqualTo(collection.size());
    JsonNode found =
        client.callTool("search_pictures", Map.of("query", collection.caption(3), "limit", 3));
    JsonNode first = answer(found).at("/results/0");
    assertThat(first.get("path").asString()).endsWith("scene-03.png");
    assertThat(first.get("goodMatch").booleanValue()).isTrue();
    JsonNode picture = found.at("/result/content/2");
    assertThat(picture.get("type").asString()).isEqualTo("image");
    assertThat(picture.get("mimeType").asString()).isEqualTo("image/jpeg");
    assertThat(Base64.getDecoder().decode(picture.get("data").asString()))
        .startsWith((byte) 0xff, (byte) 0xd8);
    assertThat(
            client
                .callTool("search_pictures", Map.of("query", "a red circle", "thumbnails", false))
                .at("/result/content")
                .size())
        .isEqualTo(1);
    String id = first.get("id").asString();
    JsonNode like =
        answer(
            client.callTool(
                "search_pictures",
                Map.of("query", "a red circle", "like", id, "thumbnails", false)));
    assertThat(like.get("results").valueStream().map(each -> each.get("id").asString()))
        .as("what is named is no result")
        .isNotEmpty()
        .doesNotContain(id);
    JsonNode described = client.callTool("describe", Map.of("id", id));
    assertThat(answer(described).at("/captions/0").asString()).isEqualTo(collection.caption(3));
    assertThat(answer(described).get("generatedCaptions").isArray()).isTrue();
    assertThat(described.at("/result/content/1/type").asString()).isEqualTo("image");
    assertThat(
            answer(client.callTool("find_words", Map.of("id", id, "limit", 2)))
                .get("results")
                .size())
        .isEqualTo(2);
    JsonNode explained =
        answer(client.callTool("explain", Map.of("id", id, "query", collection.caption(3))));
    assertThat(explained.get("words").size()).isGreaterThan(1);
  }

  private static void faults(JsonRpcClient client) throws IOException {
    assertThat(client.callTool("remove_everything", Map.of()).at("/error/code").intValue())
        .isEqualTo(-32602);
    assertThat(client.callTool("search_pictures", Map.of()).at("/error/message").asString())
        .contains("\"query\"", "missing");
    assertThat(client.callTool("describe", Map.of("id", 7)).at("/error/message").asString())
        .contains("string");
    assertThat(client.ask("resources/list", Map.of()).at("/error/code").intValue())
        .isEqualTo(-32601);
    JsonNode unknown = client.callTool("describe", Map.of("id", "no such id"));
    assertThat(unknown.at("/result/isError").booleanValue()).isTrue();
    assertThat(unknown.at("/result/content/0/text").asString()).contains("no such id");
    client.send("{not json");
    assertThat(client.next().at("/error/code").intValue()).isEqualTo(-32700);
    client.send("[]");
    assertThat(client.next().at("/error/code").intValue()).isEqualTo(-32600);
    client.send("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}");
    assertThat(client.next().at("/error/code").intValue()).isEqualTo(-32600);
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"x\":\"" + "y".repeat(2 << 20) + "\"}");
    assertThat(client.next().at("/error/message").asString()).contains("bytes");
    assertThat(client.ask("ping", Map.of()).has("result")).as("it goes on").isTrue();
  }

  private static JsonNode answer(JsonNode called) {
    assertThat(called.at("/result/isError").booleanValue()).as(called.toString()).isFalse();
    return JsonMapper.shared().readTree(called.at("/result/content/0/text").asString());
  }
}
