package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes that are missing, empty or damaged: each a clear line and the right exit code. */
final class BrokenIndexTest {

  @TempDir private Path folder;

  private SmallCollection collection;

  @BeforeEach
  void write() throws IOException {
    collection = SmallCollection.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"search x", "status", "verify", "serve --port 0"})
  void anyCommand_noIndex_saysTheCommandThatMakesOne(String line) {
    CapturedRun run = collection.run(line.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("diptych: ")
        .contains(collection.index().toString(), "diptych index")
        .hasLineCount(1);
  }

  @Test
  void search_emptyIndex_saysSoAndSucceeds() throws IOException {
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    assertThat(collection.run("index", nothing.toString()).code()).isZero();
    CapturedRun run = collection.run("search", "a red circle");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("is empty").contains("diptych index");
    assertThat(collection.run("status").out()).contains("pictures");
  }

  @Test
  void search_noPicturesButTexts_saysWhichThereAre() throws IOException {
    Path texts = folder.resolve("texts.jsonl");
    Files.writeString(texts, "{\"text\": \"a red circle\"}\n");
    assertThat(collection.run("index", texts.toString()).code()).isZero();
    CapturedRun run = collection.run("search", "a red circle");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("texts only").contains("--target text");
    assertThat(collection.run("search", "a red circle", "--target", "text").out())
        .contains("a red circle");
  }

  @Test
  void search_damagedPointer_isBadData() throws IOException {
    index();
    Files.writeString(collection.index().resolve("index.json"), "{\"formatVersion\": ");
    assertDamage(collection.run("search", "a red circle"));
    assertThat(collection.run("verify").code()).isEqualTo(3);
  }

  @Test
  void search_missingFeatureChunk_isBadDataAndRebuildMends() throws IOException {
    index();
    try (Stream<Path> files = Files.walk(collection.index())) {
      for (Path chunk : files.filter(f -> f.toString().endsWith(".dft")).toList()) {
        Files.delete(chunk);
      }
    }
    assertDamage(collection.run("search", "a red circle"));
    CapturedRun rebuilt = collection.run("index", "--rebuild", collection.pictures().toString());
    assertThat(rebuilt.code()).as(rebuilt.err()).isZero();
    assertThat(collection.run("search", "a red circle").code()).isZero();
  }

  @Test
  void verify_flippedByte_isFoundAndToldWithAFix() throws IOException {
    index();
    assertThat(collection.run("verify").code()).isZero();
    Path chunk;
    try (Stream<Path> files = Files.walk(collection.index())) {
      chunk = files.filter(f -> f.toString().endsWith(".dft")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(chunk);
    bytes[bytes.length / 2] ^= 1;
    Files.write(chunk, bytes);
    CapturedRun run = collection.run("verify");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("damage: ");
    assertThat(run.err()).startsWith("diptych: ").hasLineCount(1);
  }

  @Test
  void search_modelsDeleted_embeddedOneIsThereAgain() {
    index();
    CapturedRun run =
        CapturedRun.of(
            Map.of(
                "DIPTYCH_INDEX", collection.index().toString(),
                "DIPTYCH_HOME", folder.resolve("other-home").toString()),
            "search",
            "a red circle");
    assertThat(run.code()).as(run.err()).isZero();
  }

  private void index() {
    CapturedRun run = collection.run("index", collection.pictures().toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static void assertDamage(CapturedRun run) {
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("diptych: ")
        .contains("diptych verify", "diptych index --rebuild")
        .hasLineCount(1);
  }
}
