package dev.diptych.index.internal.features;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.Samples;
import dev.diptych.index.TestReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks whose bytes cannot be read while they are in use: a file that was cut, a bad sector. */
final class UnreadableChunkTest {

  /** More than a page, so that a cut leaves whole pages missing. */
  private static final int WIDTH = 2000;

  private static final int READINGS = 300;

  @TempDir Path folder;

  @Test
  void features_ofARecordThatWasCutOff_areRefusedAndTheProcessLives() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3, WIDTH);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    long record = (Files.size(chunk) - 32) / 3;
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      for (int i = 0; i < READINGS; i++) { // until the code that reads is compiled
        assertThat(reader.features(id(2))).isPresent();
      }
      cut(chunk, 32 + 2 * record + record / 2);
      for (int i = 0; i < READINGS; i++) {
        assertThatThrownBy(() -> reader.features(id(2)))
            .isInstanceOfSatisfying(
                DiptychException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_INDEX))
            .hasMessageContaining("offset " + (32 + 2 * record))
            .hasMessageContaining("ends at byte")
            .hasMessageContaining("diptych verify");
        assertThat(reader.features(id(1)).orElseThrow().width()).isEqualTo(WIDTH);
      }
    }
    assertThat(index.verify().findings())
        .anyMatch(finding -> finding.what().contains("00000001.dft has"));
  }

  @Test
  void features_askedForByAnInterruptedThread_areThereForItAndForTheOthers() {
    IndexFolder index = Samples.indexOf(folder, 3);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      Thread.currentThread().interrupt();
      Samples.assertRight(reader, 1);
      assertThat(Thread.interrupted()).isTrue();
      Samples.assertRight(reader, 2);
    }
  }

  @Test
  void read_beyondTheEndOfAFile_isAnExceptionThatNamesIt() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    ChunkFile chunk = ChunkFile.open(file);
    try {
      chunk.read(new byte[40], 60);
      assertThatThrownBy(() -> chunk.read(new byte[41], 60))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining(file + " ends at byte 100");
    } finally {
      chunk.release();
    }
    assertThat(chunk.lease()).isFalse();
  }

  @Test
  void openWriter_whileAReaderIsOpen_cutsTheTailOffBeneathIt() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 3);
    Path chunk = Samples.onlyFile(folder, "*.dft");
    long committed = Files.size(chunk);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      Files.write(chunk, new byte[5000], StandardOpenOption.APPEND);
      index.openWriter(spec()).close();
      assertThat(chunk).hasSize(committed);
      Samples.assertRight(reader, 2);
    }
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }
}
