package dev.diptych.index;

import dev.diptych.core.DiptychException;
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
 * @param toolVersion version of the Diptych that began it
 */
record IndexPointer(int formatVersion, String generation, Instant created, String toolVersion) {

  private static final String MAGIC = "diptych-index";
  private static final String CHECKSUM = "\"crc32c\"";
  private static final int MOST_BYTES = 1 << 16;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static IndexPointer to(String generation) {
    String version = IndexPointer.class.getPackage().getImplementationVersion();
    return new IndexPointer(
        IndexLayout.FORMAT_VERSION,
        generation,
        Instant.now(),
        version == null ? "unreleased" : version);
  }

  int generationNumber() {
    return IndexLayout.generationNumber(generation);
  }

  /** {@return the pointer of an index; empty when there is no index} */
  static Optional<IndexPointer> read(IndexLayout layout) throws IOException {
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

  private static IndexPointer parse(IndexLayout layout, byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      if (!MAGIC.equals(json.path("magic").asString(""))) {
        throw garbage(layout, "its member magic is not " + MAGIC, null);
      }
      // Before the checksum: a newer format may compute that in another way.
      JsonNode version = json.path("formatVersion");
      if (!version.isIntegralNumber() || version.asLong(0) < 1) {
        throw garbage(layout, "its formatVersion is not a number from 1", null);
      }
      if (version.asLong(0) > IndexLayout.FORMAT_VERSION) {
        throw IndexErrors.newerFormat(
            layout.folder(), version.asLong(0), IndexLayout.FORMAT_VERSION);
      }
      String expected = checksum(bytes, checksumStart(bytes));
      if (!expected.equals(json.path("crc32c").asString(""))) {
        throw garbage(layout, "its checksum does not fit its content", null);
      }
      String generation = json.path("generation").asString("");
      if (!IndexLayout.isGenerationName(generation)) {
        throw garbage(layout, "\"%s\" is not a generation's name".formatted(generation), null);
      }
      return new IndexPointer(
          version.asInt(),
          generation,
          Instant.parse(json.path("created").asString("")),
          json.path("toolVersion").asString(""));
    } catch (JacksonException e) {
      throw garbage(layout, "it is not JSON", e);
    } catch (DateTimeException e) {
      throw garbage(layout, "its member created is not a time", e);
    }
  }

  void write(IndexLayout layout) throws IOException {
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
                MAGIC, formatVersion, generation, created, JSON.writeValueAsString(toolVersion));
    byte[] covered = (head + "  ").getBytes(StandardCharsets.UTF_8);
    String tail = "  %s: \"%s\"\n}\n".formatted(CHECKSUM, checksum(covered, covered.length));
    DurableFiles.replace(layout.pointer(), (head + tail).getBytes(StandardCharsets.UTF_8));
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
