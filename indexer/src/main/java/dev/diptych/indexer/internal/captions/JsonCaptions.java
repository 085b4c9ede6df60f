package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.crawl.RegularFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A JSON document of captions, read as a stream: an array of objects with picture and texts, as
 * BLIP's authors publish; COCO's captions, whose pictures are listed apart; the splits of Karpathy
 * and Li, whose pictures hold their sentences; or objects one behind the other over several lines.
 */
final class JsonCaptions extends CaptionFile {

  /** Where the parser names its own setting behind a limit. */
  private static final String SETTING = ", from `[^`]*`";

  /** Which texts are taken. */
  enum Texts {
    /** Also those that stand alone. */
    ANY,
    /** Only those that name a picture: most JSON files are about something else. */
    OF_IMAGES
  }

  /** Pictures whose names are kept while a file of COCO's is read; COCO has 123,287. */
  private static final int MOST_IMAGES = 4_000_000;

  private final JsonParser parser;
  private final JsonShape shape;
  private final Map<String, String> imagesById;
  private int row;

  private JsonCaptions(JsonParser parser, JsonShape shape, Map<String, String> imagesById) {
    this.parser = parser;
    this.shape = shape;
    this.imagesById = imagesById;
  }

  static JsonCaptions open(Path file, Texts wanted) throws IOException, NotCaptionsException {
    JsonShape shape = JsonShape.of(file, wanted);
    Map<String, String> images = shape == JsonShape.COCO ? imagesOf(file) : Map.of();
    JsonParser parser = parser(file, Long.MAX_VALUE);
    try {
      shape.enter(parser);
      return new JsonCaptions(parser, shape, images);
    } catch (JacksonException e) {
      parser.close();
      throw new IOException("it is no JSON: " + explain(e), e);
    }
  }

  /** {@return a parser of a file's first bytes; what comes behind them is taken for missing} */
  static JsonParser parser(Path file, long bytes) throws IOException {
    InputStream in = new BufferedInputStream(RegularFile.open(file), 1 << 16);
    return JsonEntry.JSON.createParser(new FirstBytes(in, bytes));
  }

  private static Map<String, String> imagesOf(Path file) throws IOException {
    Map<String, String> images = new HashMap<>();
    try (JsonParser parser = parser(file, Long.MAX_VALUE)) {
      JsonShape.enterMember(parser, "images");
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        JsonEntry image = JsonEntry.read(parser);
        String id = image.id("id");
        String name = image.image();
        if (id != null && name != null) {
          images.put(id, name);
        }
        if (images.size() > MOST_IMAGES) {
          throw new IOException("it lists more than %s pictures".formatted(MOST_IMAGES));
        }
      }
    } catch (JacksonException e) {
      throw new IOException("its list of pictures is no JSON: " + explain(e), e);
    }
    return images;
  }

  @Override
  public @Nullable CaptionEntry next() throws IOException {
    int next = row + 1;
    try {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.END_ARRAY) {
        return null;
      }
      row = next;
      if (token != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return new CaptionEntry.Unusable(row, 0, null, "not a JSON object");
      }
      return entry(JsonEntry.read(parser));
    } catch (JacksonException e) {
      throw new IOException(
          "entry %s and what follows is no JSON: %s".formatted(next, explain(e)), e);
    }
  }

  private CaptionEntry entry(JsonEntry entry) {
    return switch (shape) {
      case ARRAY, OBJECTS -> entry.toCaptions(row, 0);
      case KARPATHY -> entry.toCaptions(row, 0, imageOf(entry));
      case COCO -> {
        String id = Objects.requireNonNullElse(entry.id("image_id"), "");
        String image = imagesById.get(id);
        yield image == null
            ? new CaptionEntry.Unusable(
                row, 0, null, "the file lists no picture with the id \"%s\"".formatted(id))
            : entry.toCaptions(row, 0, image);
      }
    };
  }

  /** The splits of COCO name folder and file apart. */
  private static @Nullable String imageOf(JsonEntry entry) {
    String folder = entry.image("filepath");
    String name = entry.image("filename");
    return folder == null || name == null || folder.isBlank() ? entry.image() : folder + "/" + name;
  }

  @Override
  public String withoutImages() {
    return "no object has a member that names a picture, such as image or file_name";
  }

  /** {@return what is wrong, without what only the parser's programmers understand} */
  static String explain(JacksonException problem) {
    String message = Objects.requireNonNullElse(problem.getOriginalMessage(), "it ends too early");
    String line = message.lines().findFirst().orElse("").replaceAll(SETTING, "");
    String first = Shortened.text(line);
    int source = first.indexOf(" (start marker at [Source");
    String plain = source < 0 ? first : first.substring(0, source);
    return problem.getLocation() == null || problem.getLocation().getLineNr() < 1
        ? plain
        : "%s (line %s, column %s)"
            .formatted(
                plain, problem.getLocation().getLineNr(), problem.getLocation().getColumnNr());
  }

  @Override
  public void close() {
    parser.close();
  }
}
