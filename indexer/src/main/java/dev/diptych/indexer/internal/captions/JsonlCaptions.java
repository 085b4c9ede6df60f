package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object a line: the texts under {@code texts}, {@code text}, {@code captions} or {@code
 * caption}, a string or a list of strings; the picture, where there is one, under {@code image} or
 * {@code file_name}. Other members are ignored, blank lines passed over.
 */
final class JsonlCaptions extends CaptionFile {

  private static final List<String> TEXT_MEMBERS = List.of("texts", "text", "captions", "caption");
  private static final List<String> IMAGE_MEMBERS = List.of("image", "file_name");

  /** A file none of whose first lines holds a text or a picture is something else. */
  private static final int LINES_LOOKED_AT = 100;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final TextLines lines;

  private JsonlCaptions(TextLines lines) {
    this.lines = lines;
  }

  static JsonlCaptions open(Path file) throws IOException, NotCaptionsException {
    try (TextLines beginning = new TextLines(file)) {
      if (!holdsCaptions(beginning)) {
        throw new NotCaptionsException(
            "not a caption file: no line among the first %s is an object with a text or an image"
                .formatted(LINES_LOOKED_AT));
      }
    }
    return new JsonlCaptions(new TextLines(file));
  }

  private static boolean holdsCaptions(TextLines lines) throws IOException {
    for (int i = 0; i < LINES_LOOKED_AT; i++) {
      Line line = lines.next();
      if (line == null || (line.cut() && line.number() == 1)) {
        return false;
      }
      JsonNode object = parse(line).object();
      if (object != null
          && (member(object, TEXT_MEMBERS) != null || member(object, IMAGE_MEMBERS) != null)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable CaptionEntry next() throws IOException {
    Line line = lines.next();
    while (line != null && line.text().isBlank()) {
      line = lines.next();
    }
    return line == null ? null : entry(line);
  }

  private static CaptionEntry entry(Line line) {
    Parsed parsed = parse(line);
    JsonNode object = parsed.object();
    if (object == null) {
      return unusable(line, null, parsed.problem());
    }
    JsonNode imageNode = member(object, IMAGE_MEMBERS);
    if (imageNode != null && !imageNode.isString()) {
      return unusable(line, null, "the image is not a string");
    }
    String image =
        imageNode == null || imageNode.asString().isBlank() ? null : imageNode.asString();
    JsonNode textNode = member(object, TEXT_MEMBERS);
    if (textNode == null) {
      return unusable(line, image, "no member named texts, text, captions or caption");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode node : textNode.isArray() ? textNode.values() : List.of(textNode)) {
      if (!node.isString()) {
        return unusable(line, image, "a text is not a string");
      }
      if (!node.asString().isBlank()) {
        texts.add(node.asString().strip());
      }
    }
    return texts.isEmpty()
        ? unusable(line, image, "the text is empty")
        : new CaptionEntry.Texts(line.number(), line.number(), image, texts);
  }

  private static CaptionEntry unusable(Line line, @Nullable String image, String reason) {
    return new CaptionEntry.Unusable(line.number(), line.number(), image, reason);
  }

  private record Parsed(@Nullable JsonNode object, String problem) {}

  private static Parsed parse(Line line) {
    if (line.cut()) {
      return new Parsed(null, "a line longer than 1 MiB");
    }
    try {
      JsonNode node = JSON.readTree(line.text());
      return node.isObject() ? new Parsed(node, "") : new Parsed(null, "not a JSON object");
    } catch (JacksonException e) {
      return new Parsed(null, "not a JSON object: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static @Nullable JsonNode member(JsonNode object, List<String> names) {
    for (String name : names) {
      JsonNode node = object.get(name);
      if (node != null && !node.isNull()) {
        return node;
      }
    }
    return null;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
