package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitTest {

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
      assertThat(writer.bySource(Samples.image(10).source().uri())).isEmpty();
    }
    Samples.assertHolds(index, 10);
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void openWriter_alone_makesAnEmptyIndexThatOpens() {
    IndexFolder index = IndexFolder.at(folder);
    index.openWriter(spec()).close();
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isZero();
      assertThat(reader.nearest(Modality.IMAGE, Samples.vector(1), 5).neighbours()).isEmpty();
      assertThat(reader.refresh()).isFalse();
    }
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void commit_withNothingNew_makesNoNewCommit() {
    IndexFolder index = Samples.indexOf(folder, 2);
    try (TestReader reader = TestReader.of(index.openReader(model(1)));
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
    try (TestReader reader = TestReader.of(index.openReader(model(1)));
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
}
