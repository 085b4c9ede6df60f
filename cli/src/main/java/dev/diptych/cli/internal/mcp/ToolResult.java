package dev.diptych.cli.internal.mcp;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tool says.
 *
 * @param parts texts and pictures, in order
 * @param failed whether it is the reason why the tool could not do it
 */
record ToolResult(List<Part> parts, boolean failed) {

  /** A part of an answer. */
  sealed interface Part {

    /** Words, or JSON as text. */
    record Words(String text) implements Part {}

    /** A small picture, its JPEG in Base64. */
    record Thumbnail(String base64) implements Part {
      static Thumbnail of(byte[] jpeg) {
        return new Thumbnail(Base64.getEncoder().encodeToString(jpeg));
      }
    }
  }

  ToolResult {
    parts = List.copyOf(parts);
  }

  static ToolResult of(Part... parts) {
    return new ToolResult(List.of(parts), false);
  }

  static ToolResult failure(String reason) {
    return new ToolResult(List.of(new Part.Words(reason)), true);
  }

  /** {@return this with more behind} */
  ToolResult and(List<? extends Part> more) {
    return new ToolResult(Stream.concat(parts.stream(), more.stream()).toList(), failed);
  }

  ObjectNode json() {
    ObjectNode result = JsonMapper.shared().createObjectNode();
    ArrayNode content = result.putArray("content");
    for (Part part : parts) {
      ObjectNode node = content.addObject();
      switch (part) {
        case Part.Words(String text) -> node.put("type", "text").put("text", text);
        case Part.Thumbnail(String base64) ->
            node.put("type", "image").put("data", base64).put("mimeType", "image/jpeg");
      }
    }
    return result.put("isError", failed);
  }
}
