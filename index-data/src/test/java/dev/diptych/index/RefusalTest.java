package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.internal.files.CommitManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalTest {

  @TempDir Path folder;

  @Test
  void open_withoutAnIndex_saysHowToMakeOne() {
    IndexFolder index = IndexFolder.at(folder.resolve("no such"));
    for (Runnable opening :
        new Runnable[] {() -> index.openReader(model(1)).close(), index::summary, index::verify}) {
      assertRefused(opening, ErrorCode.NOT_FOUND)
          .hasMessageContaining("no index at " + index.folder())
          .hasMessageContaining("diptych index PATH... --index '%s'".formatted(index.folder()));
    }
    assertThat(index.folder()).doesNotExist();
  }

  @Test
  void open_ofAFile_saysThatAnIndexIsAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    IndexFolder index = IndexFolder.at(file);
    assertRefused(() -> index.openReader(model(1)).close(), ErrorCode.INVALID_REQUEST)
        .hasMessageContaining("is a file");
    assertRefused(() -> index.openWriter(spec()).close(), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void open_withAnotherModel_namesBothAndTheWaysOut() {
    IndexFolder index = Samples.indexOf(folder, 2);
    IndexSpec other =
        new IndexSpec(
            model(0xabc),
            "blip-large",
            Samples.DIMENSION,
            Samples.PATCHES,
            Samples.WIDTH,
            FeatureFormat.F32);
    assertRefused(() -> index.openReader(model(0xabc)).close(), ErrorCode.INCOMPATIBLE_INDEX)
        .hasMessageContaining("sample-model")
        .hasMessageContaining("00000001")
        .hasMessageContaining("00000abc")
        .hasMessageContaining("--model sample-model")
        .hasMessageContaining(
            "diptych index --rebuild PATH... --index " + folder + " --model 00000abc");
    assertRefused(() -> index.openWriter(other).close(), ErrorCode.INCOMPATIBLE_INDEX)
        .hasMessageContaining("sample-model")
        .hasMessageContaining("blip-large")
        .hasMessageContaining("--rebuild")
        .hasMessageContaining("--model 00000abc");
    Samples.assertHolds(index, 2);
  }

  @Test
  void openWriter_withAnotherFeatureFormat_namesBoth() {
    IndexFolder index = Samples.indexOf(folder, 2);
    assertRefused(
            () -> index.openWriter(spec(FeatureFormat.F16)).close(), ErrorCode.INCOMPATIBLE_INDEX)
        .hasMessageContaining("F32")
        .hasMessageContaining("F16")
        .hasMessageContaining("--rebuild");
  }

  @Test
  void open_ofANewerFormat_saysToUpgrade() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 2);
    Path pointer = folder.resolve("index.json");
    String json = Files.readString(pointer);
    assertThat(json).contains("\"formatVersion\": 2,");
    Files.writeString(pointer, json.replace("\"formatVersion\": 2,", "\"formatVersion\": 7,"));
    for (Runnable opening :
        new Runnable[] {
          () -> index.openReader(model(1)).close(),
          () -> index.openWriter(spec()).close(),
          index::summary
        }) {
      assertRefused(opening, ErrorCode.INCOMPATIBLE_INDEX)
          .hasMessageContaining("format version 7")
          .hasMessageContaining("at most 2")
          .hasMessageContaining("upgrade Diptych");
    }
    assertThat(index.verify().isSound()).isFalse();
  }

  @Test
  void open_ofANewerCommit_saysToUpgrade() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 2);
    rewriteManifest("diptych.format", "3");
    assertRefused(() -> index.openReader(model(1)).close(), ErrorCode.INCOMPATIBLE_INDEX)
        .hasMessageContaining("format version 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diptych.model=xyz",
        "diptych.dimension=-4",
        "diptych.patches=many",
        "diptych.features=F8",
        "diptych.tokens=none",
        "diptych.tokens=0",
        "diptych.tokens=6",
        "diptych.chunks=1 x",
        "diptych.chunks=33",
        "diptych.chunks=-1",
        "diptych.chunks=",
        "diptych.width="
      })
  void open_ofANonsenseManifest_isRefusedAsDamaged(String entry) throws IOException {
    IndexFolder index = Samples.indexOf(folder, 2);
    String[] parts = entry.split("=", 2);
    rewriteManifest(parts[0], parts[1]);
    if (entry.equals("diptych.chunks=")) { // valid in itself, but items refer past it
      try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
        assertRefused(() -> reader.features(Samples.id(1)), ErrorCode.CORRUPT_INDEX);
      }
    } else {
      assertRefused(() -> index.openReader(model(1)).close(), ErrorCode.CORRUPT_INDEX);
    }
    assertThat(index.verify().isSound()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"diptych.imageVectors=3", "diptych.dimension=8"})
  void verify_vectorsOfAnotherShapeThanTheManifestSays_namesTheItems(String entry)
      throws IOException {
    IndexFolder index = Samples.indexOf(folder, 2);
    String[] parts = entry.split("=", 2);
    rewriteManifest(parts[0], parts[1]);

    assertThat(index.verify().findings())
        .extracting(VerifyReport.Finding::what)
        .anyMatch(text -> text.contains(Samples.id(1).value()) && text.contains("1 x 16"));
  }

  private void rewriteManifest(String key, String value) throws IOException {
    try (Directory directory =
            FSDirectory.open(folder.resolve("generations/0001-00000001/lucene"));
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      Map<String, String> data =
          new HashMap<>(new CommitManifest(spec(), new long[] {32 + 2 * 176}).toUserData());
      data.put(key, value);
      writer.setLiveCommitData(data.entrySet());
      writer.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "\u0000\u0001",
        "{\"magic\":\"diptych-index\"}",
        "{\"magic\":\"diptych-index\",\"formatVersion\":\"1\"}",
        "{\"magic\":\"diptych-index\",\"formatVersion\":0}",
        "{\"magic\":\"diptych-index\",\"formatVersion\":1,\"generation\":\"../../x\"}",
        "{\"magic\":\"other\",\"formatVersion\":9}"
      })
  void open_withAGarbagePointer_isRefusedAsDamaged(String content) throws IOException {
    IndexFolder index = Samples.indexOf(folder, 2);
    Files.writeString(folder.resolve("index.json"), content);
    for (Runnable opening :
        new Runnable[] {
          () -> index.openReader(model(1)).close(),
          () -> index.openWriter(spec()).close(),
          index::summary
        }) {
      assertRefused(opening, ErrorCode.CORRUPT_INDEX)
          .hasMessageContaining("index.json")
          .hasMessageContaining("diptych index --rebuild PATH... --index " + folder);
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).isFalse();
    assertThat(report.findings()).hasSize(1);
  }

  @Test
  void spec_outOfRange_isRefused() {
    assertThatThrownBy(() -> new IndexSpec(model(1), "x", 0, 1, 1, FeatureFormat.F32))
        .isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> new IndexSpec(model(1), "x", 4097, 1, 1, FeatureFormat.F32))
        .hasMessageContaining("4097");
    assertThatThrownBy(() -> new IndexSpec(model(1), "x", 4, 0, 1, FeatureFormat.F16))
        .isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> new IndexSpec(model(1), "x", 4, 1 << 20, 1 << 20, FeatureFormat.F16))
        .isInstanceOf(DiptychException.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      Runnable opening, ErrorCode code) {
    return assertThatThrownBy(opening::run)
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).as("%s", e).isEqualTo(code));
  }
}
