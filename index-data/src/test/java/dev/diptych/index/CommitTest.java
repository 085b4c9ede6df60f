package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitTest {

  private static final IndexSpec OTHER =
      new IndexSpec(
          model(2),
          "other-model",
          Samples.DIMENSION,
          Samples.PATCHES,
          Samples.WIDTH,
          FeatureFormat.F32);

  @TempDir Path folder;

  @Test
  void close_withoutCommit_discardsExactlyWhatCameAfterTheLastOne() throws IOException {
    IndexFolder index = IndexFolder.at(folder, 1000);
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 0, 10);
      writer.commit();
      Samples.addImages(writer, 10, 30);
      writer.remove(id(3));
    }
    Samples.assertHolds(index, 10);
    assertThat(Samples.files(folder, "*.dft")).hasSize(2); // the third was never committed
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.bySource(Samples.image(10).source())).isEmpty();
    }
    Samples.assertHolds(index, 10);
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void openWriter_alone_makesAnEmptyIndexThatOpens() {
    IndexFolder index = IndexFolder.at(folder);
    index.openWriter(spec()).close();
    try (ItemReader reader = index.openReader(model(1))) {
      assertThat(reader.count(Modality.IMAGE)).isZero();
      assertThat(reader.nearest(Modality.IMAGE, Samples.vector(1), 5).neighbours()).isEmpty();
      assertThat(reader.refresh()).isFalse();
    }
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void commit_withNothingNew_makesNoNewCommit() {
    IndexFolder index = Samples.indexOf(folder, 2);
    try (ItemReader reader = index.openReader(model(1));
        ItemWriter writer = index.openWriter(spec())) {
      writer.commit();
      assertThat(reader.refresh()).isFalse();
    }
  }

  @Test
  void putNotes_committed_stayWithTheGenerationAndNoLonger() {
    IndexFolder index = IndexFolder.at(folder);
    Map<String, String> notes = Map.of("folder:file:///pets", "fe00 12");
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.notes()).isEmpty();
      writer.putNotes(notes);
      writer.commit();
      writer.putNotes(Map.of());
      assertThat(writer.notes()).isEmpty();
    }
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.notes()).isEqualTo(notes);
      Samples.addImages(writer, 0, 1);
      writer.commit();
    }
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.notes()).as("after a commit of items alone").isEqualTo(notes);
    }
    assertThat(index.verify().findings()).isEmpty();
    try (ItemWriter writer = index.rebuild(spec())) {
      assertThat(writer.notes()).as("of a new generation").isEmpty();
    }
  }

  @Test
  void writer_afterClose_isRefused() {
    ItemWriter writer = IndexFolder.at(folder).openWriter(spec());
    writer.close();
    writer.close();
    assertThatThrownBy(writer::commit)
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void refresh_afterACommit_movesOnAndKeepsFeaturesHandedOut() {
    IndexFolder index = Samples.indexOf(folder, 2);
    try (ItemReader reader = index.openReader(model(1));
        ItemWriter writer = index.openWriter(spec())) {
      PatchFeatures before = reader.features(id(1)).orElseThrow();
      Samples.addImages(writer, 2, 5);
      assertThat(reader.refresh()).isFalse();
      writer.commit();
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(2);
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(5);
      Samples.assertRight(reader, 4);
      assertThat(before.toArray()).isEqualTo(Samples.features(1).toArray());
    }
  }

  @Test
  void rebuild_untilItsFirstCommit_leavesTheCurrentGeneration() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (ItemWriter writer = index.rebuild(OTHER)) {
      Samples.addImages(writer, 0, 2);
      Samples.assertRightCount(index, 4);
    }
    Samples.assertHolds(index, 4);
    assertThat(folder.resolve("generations").toFile().list()).containsExactly("0001-00000001");
  }

  @Test
  void rebuild_afterItsFirstCommit_replacesTheCurrentGeneration() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (ItemReader old = index.openReader(model(1))) {
      try (ItemWriter writer = index.rebuild(OTHER)) {
        Samples.addImages(writer, 0, 2);
        writer.commit();
        Samples.addImages(writer, 2, 3);
        writer.commit();
      }
      assertThat(folder.resolve("generations").toFile().list()).containsExactly("0002-00000002");
      IndexSummary summary = index.summary();
      assertThat(summary.generation()).isEqualTo(2);
      assertThat(summary.spec()).isEqualTo(OTHER);
      assertThat(summary.images()).isEqualTo(3);
      // The old reader goes on with what it has, and says why it cannot move on.
      assertThatThrownBy(old::refresh)
          .isInstanceOfSatisfying(
              DiptychException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX));
      for (int number = 0; number < 4; number++) {
        Samples.assertRight(old, number);
      }
    }
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void refresh_afterARebuildWithTheSameModel_movesToTheNewGeneration() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (ItemReader reader = index.openReader(model(1))) {
      PatchFeatures before = reader.features(id(3)).orElseThrow();
      try (ItemWriter writer = index.rebuild(spec(FeatureFormat.F16))) {
        Samples.addImages(writer, 0, 2);
        writer.commit();
      }
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(2);
      assertThat(reader.spec().features()).isEqualTo(FeatureFormat.F16);
      assertThat(before.toArray()).isEqualTo(Samples.features(3).toArray());
    }
  }

  @Test
  void rebuild_withoutAnyIndex_makesOne() {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 2);
      writer.commit();
    }
    Samples.assertHolds(index, 2);
  }

  @Test
  void rebuild_ofAnUnreadableIndex_mendsIt() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 4);
    Files.writeString(folder.resolve("index.json"), "garbage");
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 3);
      writer.commit();
    }
    Samples.assertHolds(index, 3);
    assertThat(folder.resolve("generations").toFile().list()).containsExactly("0002-00000001");
  }
}
