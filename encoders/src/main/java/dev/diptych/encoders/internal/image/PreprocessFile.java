package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.checkpoint.JsonProblem;
import dev.diptych.encoders.internal.checkpoint.LfsPointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a checkpoint folder says about preprocessing: {@code preprocessor_config.json}, or the part
 * {@code image_processor} of {@code processor_config.json}, which transformers writes in its place
 * since version 5. Immutable.
 */
public final class PreprocessFile {

  /** The file's name in a checkpoint folder, and in every bundle. */
  public static final String NAME = "preprocessor_config.json";

  static final String PROCESSOR = "processor_config.json";
  private static final String PART = "image_processor";
  private static final long MOST_BYTES = 1 << 20;

  private final String origin;
  private final byte[] json;
  private final JsonNode root;

  private PreprocessFile(String origin, byte[] json) {
    this.origin = origin;
    this.json = json;
    this.root = parse(origin, json);
  }

  /**
   * Looks into a folder.
   *
   * @param modelSide the side of the picture the vision tower takes, which all must agree with
   * @param fit how the family makes squares where nothing is said
   * @return what is said, or empty where nothing is
   * @throws DiptychException INVALID_CHECKPOINT when what is said is damaged, not supported, or
   *     said twice and differently; IO when it cannot be read
   */
  public static Optional<PreprocessFile> find(Path folder, int modelSide, Fit fit) {
    return find(folder, PreprocessConfig.ofDefaults(modelSide, fit));
  }

  /**
   * As {@link #find(Path, int, Fit)}, for a family with defaults of its own.
   *
   * @param defaults what the family does where the file does not say
   */
  public static Optional<PreprocessFile> find(Path folder, PreprocessConfig defaults) {
    Optional<PreprocessFile> own = whole(folder.resolve(NAME));
    Optional<PreprocessFile> part = part(folder.resolve(PROCESSOR));
    if (own.isPresent() && part.isPresent()) {
      PreprocessConfig one = own.get().config(defaults);
      PreprocessConfig other = part.get().config(defaults);
      if (!one.equals(other)) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            "%s says %s, but %s says %s; they must agree: delete the one that does not belong to these weights"
                .formatted(own.get().origin, one, part.get().origin, other));
      }
    }
    Optional<PreprocessFile> found = own.or(() -> part);
    found.ifPresent(file -> file.config(defaults)); // which refuses what does not fit
    return found;
  }

  private static Optional<PreprocessFile> whole(Path file) {
    return read(file).map(bytes -> new PreprocessFile(file.toString(), bytes));
  }

  private static Optional<PreprocessFile> part(Path file) {
    return read(file)
        .flatMap(
            bytes -> {
              try {
                return slice(bytes).map(part -> new PreprocessFile(file + " (" + PART + ")", part));
              } catch (JacksonException e) {
                throw notJson(file.toString(), e);
              }
            });
  }

  /**
   * The text of the part, as it would stand in a file of its own: its model is then the one that a
   * folder with that file has.
   */
  private static Optional<byte[]> slice(byte[] file) {
    try (JsonParser parser = JsonMapper.shared().createParser(file)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        if (name.equals(PART) && value == JsonToken.START_OBJECT) {
          int end = Math.toIntExact(parser.currentLocation().getByteOffset());
          return Optional.of(unindented(Arrays.copyOfRange(file, start, end)));
        }
      }
      return Optional.empty();
    }
  }

  /** What stands on several lines is moved left by as much as its last line is indented. */
  private static byte[] unindented(byte[] part) {
    String text = new String(part, StandardCharsets.UTF_8);
    int lastLine = text.lastIndexOf('\n');
    if (lastLine < 0) {
      return part;
    }
    String indent = text.substring(lastLine + 1).replaceAll("[^ \t].*", "");
    return (text.replace("\n" + indent, "\n") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<byte[]> read(Path file) {
    try {
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            String.format(
                Locale.ROOT,
                "%s has %,d bytes; a preprocessing file has at most %,d",
                file,
                size,
                MOST_BYTES));
      }
      LfsPointer.refuse(file);
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  private static JsonNode parse(String origin, byte[] json) {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw notJson(origin, e);
    }
  }

  private static DiptychException notJson(String origin, JacksonException e) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s is not JSON: %s".formatted(origin, JsonProblem.describe(e)),
        e);
  }

  /** {@return what it says, and the defaults where it says nothing} */
  PreprocessConfig config(PreprocessConfig defaults) {
    return PreprocessConfig.parse(origin, root, defaults);
  }

  /** {@return a copy of its text, as a file of its own would hold it} */
  public byte[] bytes() {
    return json.clone();
  }
}
