package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.internal.files.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash or a failing disk may leave behind. */
final class CrashTest {

  @TempDir Path folder;

  @Test
  void openWriter_afterATornTail_cutsItOff() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 5);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    long committed = Files.size(chunk);
    byte[] garbage = new byte[777];
    new Random(5).nextBytes(garbage);
    Files.write(chunk, garbage, StandardOpenOption.APPEND);
    Path stray = chunk.resolveSibling("00000002.dft");
    Files.write(stray, garbage);

    Samples.assertHolds(index, 5); // a reader does not mind
    assertThat(index.verify().findings())
        .hasSize(2)
        .allMatch(finding -> finding.severity() == VerifyReport.Severity.NOTE);
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(chunk).hasSize(committed);
      assertThat(stray).doesNotExist();
      Samples.addImages(writer, 5, 8);
      writer.commit();
    }
    Samples.assertHolds(index, 8);
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void copy_takenInTheMiddleOfWriting_opensAtTheLastCommit(@TempDir Path elsewhere)
      throws IOException {
    IndexFolder index = IndexFolder.at(folder, 1000);
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 0, 7);
      writer.commit();
      Samples.addImages(writer, 7, 20);
      writer.forEachSource("", item -> {}); // makes Lucene write uncommitted segments too
      Samples.copyTree(folder, elsewhere);
    }
    IndexFolder copy = IndexFolder.at(elsewhere);
    Samples.assertHolds(copy, 7);
    try (ItemWriter writer = copy.openWriter(spec())) {
      assertThat(writer.bySource(Samples.image(7).source().uri())).isEmpty();
      Samples.addImages(writer, 7, 9);
      writer.commit();
    }
    Samples.assertHolds(copy, 9);
    assertThat(copy.verify().findings()).isEmpty();
  }

  @Test
  void copy_takenInTheMiddleOfARebuild_opensAtTheGenerationBefore(@TempDir Path elsewhere)
      throws IOException {
    IndexFolder index = Samples.indexOf(folder, 6);
    try (ItemWriter writer = index.rebuild(spec(FeatureFormat.F16))) {
      Samples.addImages(writer, 0, 3);
      Samples.copyTree(folder, elsewhere);
    }
    IndexFolder copy = IndexFolder.at(elsewhere);
    Samples.assertHolds(copy, 6);
    assertThat(copy.verify().findings()).hasSize(1);
    assertThat(copy.unfinishedRebuild()).isEmpty();
    copy.openWriter(spec()).close();
    assertThat(copy.verify().findings()).isEmpty();
    assertThat(elsewhere.resolve("generations").toFile().list()).hasSize(1);
  }

  @Test
  void open_ofAGenerationWithoutPointer_countsAsNoIndex() throws IOException {
    IndexFolder index = IndexFolder.at(folder);
    index.openWriter(spec()).close();
    Files.delete(folder.resolve("index.json")); // as if killed before it was written
    assertThat(index.exists()).isFalse();
    assertThatThrownBy(() -> index.openReader(model(1)))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 0, 2);
      writer.commit();
    }
    Samples.assertHolds(index, 2);
  }

  @Test
  void open_ofAHalfMadeGenerationFolder_countsAsNoIndex() throws IOException {
    IndexFolder index = IndexFolder.at(folder);
    Files.createDirectories(folder.resolve("generations/0001-00000001/lucene"));
    Files.write(folder.resolve("index.json.tmp"), new byte[] {'{'});
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 0, 2);
      writer.commit();
    }
    Samples.assertHolds(index, 2);
    assertThat(folder.resolve("index.json.tmp")).doesNotExist();
  }

  @Test
  void openWriter_whenOnlyThePointerIsLost_keepsTheItems() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    byte[] pointer = Files.readAllBytes(folder.resolve("index.json"));
    Files.delete(folder.resolve("index.json"));
    assertThatThrownBy(() -> index.openWriter(spec()))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_INDEX))
        .hasMessageContaining("index.json is missing");
    Files.write(folder.resolve("index.json"), pointer);
    Samples.assertHolds(index, 3);
  }

  @Test
  void partialTemporaryPointer_besideAGoodOne_isIgnored() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    Files.writeString(folder.resolve("index.json.tmp"), "{\"magic\":");
    Samples.assertHolds(index, 3);
    index.openWriter(spec()).close();
    assertThat(folder.resolve("index.json.tmp")).doesNotExist();
  }

  @Test
  void open_withAMissingChunk_isRefusedByName() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    Files.delete(Samples.onlyFile(folder, "*.dft"));
    assertRefused(index, "00000001.dft is missing");
  }

  @Test
  void open_withAChunkCutShort_isRefusedByName() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    try (FileChannel channel = FileChannel.open(chunk, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(chunk) - 1);
    }
    assertRefused(index, "00000001.dft has");
  }

  @Test
  void features_withAFlippedByte_areRefusedByFileAndOffset() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    byte[] bytes = Files.readAllBytes(chunk);
    int record = (bytes.length - 32) / 3;
    bytes[32 + record + 40] ^= 1;
    Files.write(chunk, bytes);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThatThrownBy(() -> reader.features(id(1)))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_INDEX))
          .hasMessageContaining("00000001.dft")
          .hasMessageContaining("offset " + (32 + record))
          .hasMessageContaining("diptych index --rebuild");
      Samples.assertRight(reader, 0);
      Samples.assertRight(reader, 2);
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).isFalse();
    assertThat(report.featureRecords()).isEqualTo(3);
    assertThat(report.findings())
        .anyMatch(finding -> finding.what().contains("offset " + (32 + record)))
        .anyMatch(finding -> finding.what().contains(id(1).value()))
        .allMatch(finding -> finding.fix().contains("--rebuild"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments_*", "*.cfs", "*.cfe", "*.si"})
  void open_withADamagedLuceneFile_isRefused(String glob) throws IOException {
    IndexFolder index = Samples.indexOf(folder, 30);
    Path file = Samples.onlyFile(folder, glob);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 16;
    Files.write(file, bytes);
    assertRefused(index, folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments_*", "*.cfs", "*.cfe", "*.si"})
  void open_withAMissingLuceneFile_isRefused(String glob) throws IOException {
    IndexFolder index = Samples.indexOf(folder, 30);
    Files.delete(Samples.onlyFile(folder, glob));
    assertRefused(index, folder.toString());
  }

  @Test
  void open_withoutTheLuceneFolder_isRefused() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    DurableFiles.deleteTree(folder.resolve("generations/0001-00000001/lucene"));
    assertRefused(index, "lucene is missing");
  }

  private static void assertRefused(IndexFolder index, String what) {
    for (Runnable opening :
        new Runnable[] {
          () -> index.openReader(model(1)).close(), () -> index.openWriter(spec()).close()
        }) {
      assertThatThrownBy(opening::run)
          .isInstanceOfSatisfying(
              DiptychException.class,
              e -> assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.CORRUPT_INDEX))
          .hasMessageContaining(what)
          .hasMessageContaining("diptych index --rebuild PATH... --index");
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).isFalse();
    // The command that the message names does mend it.
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 4);
      writer.publish();
    }
    Samples.assertHolds(index, 4);
    assertThat(index.verify().findings()).isEmpty();
  }
}
