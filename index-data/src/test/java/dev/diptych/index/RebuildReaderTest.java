package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.generation.Generation;
import dev.diptych.index.internal.generation.OpenCommit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that is open while its index is made anew. */
final class RebuildReaderTest {

  @TempDir Path folder;

  @Test
  void refresh_afterARebuildWithTheSameModel_movesToTheNewGeneration() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      PatchFeatures before = reader.features(id(3)).orElseThrow();
      try (ItemWriter writer = index.rebuild(spec(FeatureFormat.F16))) {
        Samples.addImages(writer, 0, 2);
        writer.publish();
      }
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(2);
      assertThat(reader.spec().features()).isEqualTo(FeatureFormat.F16);
      assertThat(before.toArray()).isEqualTo(Samples.features(3).toArray());
    }
  }

  @Test
  void refresh_afterSeveralRebuilds_holdsNoFileOfAnEarlierGeneration() throws IOException {
    assumeThat(Path.of("/proc/self/maps")).as("a system that lists open files").exists();
    IndexFolder index = Samples.indexOf(folder, 40);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (int round = 0; round < 4; round++) {
        Samples.assertRight(reader, 1);
        try (ItemWriter writer = index.rebuild(spec())) {
          Samples.addImages(writer, 0, 40);
          writer.publish();
        }
        assertThat(reader.refresh()).isTrue();
        assertThat(deletedFilesHeld()).as("after rebuild %s", round + 1).isEmpty();
      }
      Samples.assertRight(reader, 39);
    }
    assertThat(filesHeld()).isEmpty();
  }

  @Test
  void refresh_whileAnEarlierViewIsLeased_closesItsGenerationWithTheLease() throws IOException {
    assumeThat(Path.of("/proc/self/maps")).as("a system that lists open files").exists();
    IndexFolder index = Samples.indexOf(folder, 40);
    OpenCommit view = Generation.openCurrent(new IndexLayout(folder), Optional.empty());
    assertThat(view.lease()).isTrue();
    view.release();
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 2);
      writer.publish();
    }
    assertThat(view.reader().numDocs()).isEqualTo(40);
    assertThat(deletedFilesHeld()).isNotEmpty();
    view.release();
    assertThat(deletedFilesHeld()).isEmpty();
  }

  private List<String> deletedFilesHeld() throws IOException {
    return filesHeld().stream().filter(file -> file.endsWith("(deleted)")).toList();
  }

  /** Files of the index that this process has open or mapped. */
  private List<String> filesHeld() throws IOException {
    List<String> held = new ArrayList<>();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.forEach(held::add);
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : open.toList()) {
        if (Files.isSymbolicLink(file)) {
          held.add(Files.readSymbolicLink(file).toString());
        }
      }
    }
    String generations = folder.toRealPath().resolve("generations").toString();
    return held.stream().filter(file -> file.contains(generations)).toList();
  }

  @Test
  void refresh_afterARebuildWithAnotherModel_saysSoAndTheReaderGoesOn() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (TestReader old = TestReader.of(index.openReader(model(1)))) {
      try (ItemWriter writer = index.rebuild(RebuildTest.OTHER)) {
        Samples.addImages(writer, 0, 3);
        writer.publish();
      }
      assertThat(index.summary().spec()).isEqualTo(RebuildTest.OTHER);
      assertThatThrownBy(old::refresh)
          .isInstanceOfSatisfying(
              DiptychException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX))
          .hasMessageContaining("rebuilt with another model, other-model (fingerprint 00000002)")
          .hasMessageContaining("diptych serve --index " + folder);
      for (int number = 0; number < 4; number++) {
        Samples.assertRight(old, number);
      }
    }
  }
}
