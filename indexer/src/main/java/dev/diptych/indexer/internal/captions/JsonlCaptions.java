package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One JSON object a line: the texts, a string or a list of strings, and the picture, where there is
 * one, under the names of {@link CaptionNames}. Other members are ignored, blank lines passed over.
 */
final class JsonlCaptions extends CaptionFile {

  /** A file none of whose first lines holds a text or a picture is something else. */
  private static final int LINES_LOOKED_AT = 100;

  private final TextLines lines;

  private JsonlCaptions(TextLines lines) {
    this.lines = lines;
  }

  /** Opens a file, also one that holds a JSON document instead of lines. */
  static CaptionFile open(Path file) throws IOException, NotCaptionsException {
    if (holdsLines(file)) {
      return new JsonlCaptions(new TextLines(file));
    }
    return JsonCaptions.open(file, JsonCaptions.Texts.ANY);
  }

  private static boolean holdsLines(Path file) throws IOException {
    try (TextLines beginning = new TextLines(file)) {
      Line line = nextFilled(beginning);
      if (line == null || line.text().stripLeading().startsWith("[")) {
        return false;
      }
      for (int i = 0; i < LINES_LOOKED_AT && line != null && !(line.cut() && i == 0); i++) {
        JsonEntry entry = parse(line).entry();
        if (entry != null && (entry.hasTexts() || entry.hasImage())) {
          return true;
        }
        line = nextFilled(beginning);
      }
      return false;
    }
  }

  @Override
  public @Nullable CaptionEntry next() throws IOException {
    Line line = nextFilled(lines);
    if (line == null) {
      return null;
    }
    Parsed parsed = parse(line);
    int number = line.number();
    return parsed.entry() == null
        ? new CaptionEntry.Unusable(number, number, null, parsed.problem())
        : parsed.entry().toCaptions(number, number);
  }

  @Override
  public String withoutImages() {
    return "no line has a member that names a picture, such as image or file_name";
  }

  private record Parsed(@Nullable JsonEntry entry, String problem) {}

  private static Parsed parse(Line line) {
    if (line.cut()) {
      return new Parsed(null, "a line longer than 1 MiB");
    }
    try (JsonParser parser = JsonEntry.JSON.createParser(line.text())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Parsed(null, "not a JSON object");
      }
      JsonEntry entry = JsonEntry.read(parser);
      return parser.nextToken() == null
          ? new Parsed(entry, "")
          : new Parsed(null, "not a JSON object: something follows it on the line");
    } catch (JacksonException e) {
      return new Parsed(null, "not a JSON object: " + JsonCaptions.explain(e));
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
