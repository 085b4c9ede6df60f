package dev.diptych.index.internal.files;

import static dev.diptych.index.Samples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.MergedFeaturesTest;
import dev.diptych.index.Samples;
import dev.diptych.index.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged index still says which choices it was made with. */
final class RemainingChoicesTest {

  private static final IndexSpec SPEC =
      new IndexSpec(
          model(7),
          "blip large",
          Samples.DIMENSION,
          Samples.PATCHES,
          Samples.WIDTH,
          FeatureFormat.F16);

  private static final String OPTIONS = " --model 'blip large' --features f16 --tokens all`";

  @TempDir Path folder;

  private IndexFolder index;

  @BeforeEach
  void make() {
    index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(SPEC)) {
      Samples.addImages(writer, 0, 3);
      writer.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*.dft",
        "*.si",
        "*.cfs",
        "*.cfe",
        "segments_*",
        "index.json",
        "*.dft *.si",
        "*.si index.json",
        "*.dft *.si *.cfs *.cfe index.json"
      })
  void command_afterFilesWereLost_repeatsModelFeaturesAndTokens(String globs) throws IOException {
    for (String glob : globs.split(" ", -1)) {
      for (Path file : Samples.files(folder, glob)) {
        Files.delete(file);
      }
    }
    assertThatThrownBy(() -> index.openReader(SPEC.model()).close()).hasMessageContaining(OPTIONS);
    assertThatThrownBy(() -> index.openWriter(SPEC).close()).hasMessageContaining(OPTIONS);
    assertThat(index.remainingChoices()).contains(IndexChoices.of(SPEC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"magic\":\"diptych-index\",\"formatVersion\":9}"})
  void command_afterThePointerWasOverwritten_comesFromTheCommit(String content) throws IOException {
    Files.writeString(folder.resolve("index.json"), content);
    assertThatThrownBy(() -> index.summary()).hasMessageContaining(OPTIONS);
    for (Path file : Samples.files(folder, "*.si")) {
      Files.delete(file);
    }
    assertThat(index.remainingChoices()).contains(IndexChoices.of(SPEC));
  }

  @Test
  void choices_ofAPointerOfAnEarlierVersion_comeFromTheCommit() throws IOException {
    new IndexPointer(1, "0001-00000007", Instant.EPOCH, "0.1", IndexChoices.UNKNOWN)
        .write(new IndexLayout(folder));
    assertThat(Files.readString(folder.resolve("index.json"))).doesNotContain("model");
    for (Path file : Samples.files(folder, "*.si")) {
      Files.delete(file);
    }
    assertThat(index.remainingChoices()).contains(IndexChoices.of(SPEC));
  }

  @Test
  void choices_withoutPointerAndCommit_comeFromChunksAndTheFoldersName() throws IOException {
    Files.writeString(folder.resolve("index.json"), "garbage");
    Files.delete(Samples.onlyFile(folder, "segments_*"));
    assertThat(index.remainingChoices())
        .contains(
            new IndexChoices(
                Optional.of("00000007"),
                Optional.empty(),
                Optional.of(FeatureFormat.F16),
                Optional.of("all")));
    assertThatThrownBy(() -> index.openReader(SPEC.model()).close())
        .hasMessageContaining(" --model 00000007 --features f16 --tokens all`");
  }

  @Test
  void choices_ofATokenBudget_areItsNumber() throws IOException {
    try (ItemWriter writer = index.rebuild(SPEC.withTokens(3))) {
      writer.add(Samples.image(1), Samples.vector(1), MergedFeaturesTest.merged(1));
      writer.publish();
    }
    for (Path file : Samples.files(folder, "*.si")) {
      Files.delete(file);
    }
    assertThat(index.remainingChoices().orElseThrow().tokens()).contains("3");
    Files.delete(folder.resolve("index.json"));
    Files.delete(Samples.onlyFile(folder, "segments_*"));
    assertThat(index.remainingChoices().orElseThrow().tokens()).as("of the chunk").contains("3");
  }

  @Test
  void choices_besideAnUnfinishedRebuild_areThoseOfTheIndex() throws IOException {
    try (ItemWriter writer = index.rebuild(Samples.spec())) {
      Samples.addImages(writer, 0, 2);
      writer.commit();
    }
    assertThat(index.remainingChoices()).contains(IndexChoices.of(SPEC));
    Files.delete(folder.resolve("index.json"));
    assertThat(index.remainingChoices()).contains(IndexChoices.of(SPEC));
  }

  @Test
  void choices_withoutAnyTraceOfAnIndex_areEmpty() throws IOException {
    assertThat(IndexFolder.at(folder.resolve("nowhere")).remainingChoices()).isEmpty();
    DurableFiles.deleteTree(folder.resolve("generations"));
    Files.writeString(folder.resolve("index.json"), "garbage");
    assertThat(index.remainingChoices()).contains(IndexChoices.UNKNOWN);
    List<VerifyReport.Finding> findings = index.verify().findings();
    assertThat(findings)
        .singleElement()
        .extracting(VerifyReport.Finding::fix)
        .asString()
        .endsWith("`diptych index --rebuild PATH... --index %s`".formatted(folder));
  }
}
