package dev.diptych.index.internal.files;

import dev.diptych.core.DiptychException;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of {@code index.json}: which generation is the current one. Replaced as a whole; its
 * last member is the CRC32C of all bytes before that member's name.
 *
 * @param formatVersion version of the on-disk format
 * @param generation name of the current generation's folder
 * @param created when that generation was begun
 * @param toolVersion version of the Diptych that made it the current one
 * @param choices what that generation was made with; nothing in files of earlier versions
 */
public record IndexPointer(
    int formatVersion,
    String generation,
    Instant created,
    String toolVersion,
    IndexChoices choices) {

  private static final String MAGIC = "diptych-index";
  private static final String CHECKSUM = "\"crc32c\"";
  private static final int MOST_BYTES = 1 << 16;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public static IndexPointer to(String generation, Instant begun, IndexSpec spec) {
    String version = IndexPointer.class.getPackage().getImplementationVersion();
    return new IndexPointer(
        IndexLayout.FORMAT_VERSION,
        generation,
        begun,
        version == null ? "unreleased" : version,
        IndexChoices.of(spec));
  }

  public int generationNumber() {
    return IndexLayout.generationNumber(generation);
  }

  /** {@return the pointer of an index; empty when there is no index} */
  public static Optional<IndexPointer> read(IndexLayout layout) throws IOException {
    IndexErrors.requireNoFile(layout.folder());
    Path file = layout.pointer();
    byte[] bytes;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw garbage(layout, "it is longer than %s bytes".formatted(MOST_BYTES), null);
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(parse(layout, bytes));
  }

  /** {@return the pointer, where it is there and can be read; never fails} */
  public static Optional<IndexPointer> readIfSound(IndexLayout layout) {
    try {
      return Files.size(layout.pointer()) > MOST_BYTES
          ? Optional.empty()
          : Optional.of(parse(Files.readAllBytes(layout.pointer())));
    } catch (IOException | Unreadable | NewerFormat e) {
      return Optional.empty();
    }
  }

  private static IndexPointer parse(IndexLayout layout, byte[] bytes) {
    try {
      return parse(bytes);
    } catch (NewerFormat e) {
      throw IndexErrors.newerFormat(layout.folder(), e.version, IndexLayout.FORMAT_VERSION);
    } catch (Unreadable e) {
      throw garbage(layout, String.valueOf(e.getMessage()), e.getCause());
    }
  }

  private static IndexPointer parse(byte[] bytes) throws Unreadable, NewerFormat {
    try {
      JsonNode json = JSON.readTree(bytes);
      if (!MAGIC.equals(json.path("magic").asString(""))) {
        throw new Unreadable("its member magic is not " + MAGIC, null);
      }
      // Before the checksum: a newer format may compute that in another way.
      JsonNode version = json.path("formatVersion");
      if (!version.isIntegralNumber() || version.asLong(0) < 1) {
        throw new Unreadable("its formatVersion is not a number from 1", null);
      }
      if (version.asLong(0) > IndexLayout.FORMAT_VERSION) {
        throw new NewerFormat(version.asLong(0));
      }
      String expected = checksum(bytes, checksumStart(bytes));
      if (!expected.equals(json.path("crc32c").asString(""))) {
        throw new Unreadable("its checksum does not fit its content", null);
      }
      String generation = json.path("generation").asString("");
      if (!IndexLayout.isGenerationName(generation)) {
        throw new Unreadable("\"%s\" is not a generation's name".formatted(generation), null);
      }
      return new IndexPointer(
          version.asInt(),
          generation,
          Instant.parse(json.path("created").asString("")),
          json.path("toolVersion").asString(""),
          new IndexChoices(
              text(json, "model"),
              text(json, "modelName"),
              text(json, "reranker"),
              text(json, "rerankerName"),
              text(json, "features").flatMap(FeatureFormat::named),
              text(json, "tokens")));
    } catch (JacksonException e) {
      throw new Unreadable("it is not JSON", e);
    } catch (DateTimeException e) {
      throw new Unreadable("its member created is not a time", e);
    }
  }

  private static Optional<String> text(JsonNode json, String member) {
    return Optional.of(json.path(member).asString("")).filter(text -> !text.isEmpty());
  }

  /** What is wrong with the file. */
  private static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1;

    Unreadable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /** The file was written by a later version. */
  private static final class NewerFormat extends Exception {

    private static final long serialVersionUID = 1;

    private final long version;

    NewerFormat(long version) {
      this.version = version;
    }
  }

  public void write(IndexLayout layout) throws IOException {
    String head =
        """
        {
          "magic": "%s",
          "formatVersion": %s,
          "generation": "%s",
          "created": "%s",
          "toolVersion": %s,
        """
                .formatted(
                    MAGIC, formatVersion, generation, created, JSON.writeValueAsString(toolVersion))
            + member("model", choices.fingerprint())
            + member("modelName", choices.modelName())
            + member("reranker", choices.rerankerFingerprint())
            + member("rerankerName", choices.rerankerName())
            + member("features", choices.features().map(FeatureFormat::name))
            + member("tokens", choices.tokens());
    byte[] covered = (head + "  ").getBytes(StandardCharsets.UTF_8);
    String tail = "  %s: \"%s\"\n}\n".formatted(CHECKSUM, checksum(covered, covered.length));
    DurableFiles.replace(layout.pointer(), (head + tail).getBytes(StandardCharsets.UTF_8));
  }

  private static String member(String name, Optional<String> value) {
    return value
        .map(text -> "  \"%s\": %s,\n".formatted(name, JSON.writeValueAsString(text)))
        .orElse("");
  }

  private static int checksumStart(byte[] bytes) {
    byte[] name = CHECKSUM.getBytes(StandardCharsets.UTF_8);
    for (int start = bytes.length - name.length; start > 0; start--) {
      if (Arrays.equals(bytes, start, start + name.length, name, 0, name.length)) {
        return start;
      }
    }
    return bytes.length;
  }

  private static String checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static DiptychException garbage(
      IndexLayout layout, String why, @Nullable Throwable cause) {
    return IndexErrors.corrupt(
        layout.folder(), "the file %s is unreadable: %s".formatted(layout.pointer(), why), cause);
  }
}
