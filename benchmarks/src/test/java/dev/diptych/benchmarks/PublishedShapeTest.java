package dev.diptych.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.blip.BlipCheckpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published checkpoints have these counts and sizes; the importer takes all of them in. */
class PublishedShapeTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "ITM_BASE, 473, 894981128, true, false",
    "ITM_LARGE, 617, 1784518664, true, false",
    "CAPTIONING_BASE, 474, 989782496, false, true"
  })
  void open_headersOfAPublishedShape_fitTheImporter(
      PublishedShape shape, int tensors, long bytes, boolean retrieval, boolean decoder)
      throws IOException {
    RandomCheckpoint.writeHeaders(shape, folder);
    assertThat(shape.tensors()).hasSize(tensors);
    Path weights = folder.resolve("model.safetensors");
    try (InputStream start = Files.newInputStream(weights)) {
      long header = ByteBuffer.wrap(start.readNBytes(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertThat(Files.size(weights) - 8 - header).isEqualTo(bytes);
    }
    try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
      BlipCheckpoint read = BlipCheckpoint.of(checkpoint);
      assertThat(read.capabilities().contains(Capability.ITM)).isEqualTo(retrieval);
      assertThat(read.capabilities().contains(Capability.CAPTION)).isEqualTo(decoder);
      assertThat(read.warnings()).isEmpty();
    }
  }
}
