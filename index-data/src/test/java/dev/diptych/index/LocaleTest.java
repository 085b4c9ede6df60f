package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Modality;
import dev.diptych.testkit.DefaultLocale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An index is the same under every locale, name by name and byte by byte. */
final class LocaleTest {

  @TempDir Path temp;

  static List<String> foreign() {
    return DefaultLocale.FOREIGN;
  }

  @Test
  void foreign_locales_wouldHaveWrittenOtherDigits() {
    assertThat(String.format(Locale.forLanguageTag("fa-IR"), "%04d", 1)).isEqualTo("۰۰۰۱");
    assertThat(
            DefaultLocale.FOREIGN.stream()
                .map(tag -> String.format(Locale.forLanguageTag(tag), "%d%.1f", 1, 2.5))
                .filter(number -> !number.equals("12.5")))
        .hasSizeGreaterThan(8);
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void index_madeUnderAForeignLocale_isThatOfAnyOther(String tag) throws IOException {
    Path plain = temp.resolve("plain");
    Path foreign = temp.resolve("foreign");
    make(plain);
    try (DefaultLocale _ = new DefaultLocale(tag)) {
      make(foreign);
      assertRight(foreign);
      assertRight(plain);
    }
    assertThat(contents(foreign)).isEqualTo(contents(plain));
    assertRight(foreign);
    try (ItemWriter writer = IndexFolder.at(foreign).openWriter(Samples.spec())) {
      Samples.addImages(writer, 8, 9);
      writer.commit();
    }
    assertThat(IndexFolder.at(foreign).summary().images()).isEqualTo(9);
  }

  /** Two generations, so that the pointer and a second folder's name have been written. */
  private static void make(Path folder) {
    Samples.indexOf(folder, 2);
    try (ItemWriter writer = IndexFolder.at(folder).rebuild(Samples.spec())) {
      Samples.addImages(writer, 0, 8);
      writer.putThumbnail(Samples.image(1).contentHash(), new byte[] {1, 2, 3});
      writer.publish();
    }
  }

  private static void assertRight(Path folder) {
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(8);
      Samples.assertRight(reader, 7);
    }
    assertThat(IndexFolder.at(folder).verify().isSound()).isTrue();
  }

  /** All file names; of files that are no Lucene files, whose ids are random, what is in them. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        boolean own = !name.contains("lucene") && !name.endsWith("LOCK");
        contents.put(name, own ? content(file) : "");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(name)).as(name).isTrue();
      }
    }
    return contents;
  }

  /** {@return the text of a pointer but for its time and checksum, the hash of any other file} */
  private static String content(Path file) throws IOException {
    return file.endsWith("index.json")
        ? Files.readString(file)
            .replaceFirst("\"created\": \"[0-9T:.-]+Z\"", "")
            .replaceFirst("\"crc32c\": \"[0-9a-f]{8}\"", "")
        : Samples.hash(HexFormat.of().formatHex(Files.readAllBytes(file)));
  }
}
