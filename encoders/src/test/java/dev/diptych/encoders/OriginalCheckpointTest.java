package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.ReferenceBlip.Parameter;
import dev.diptych.encoders.ReferenceBlip.Sizes;
import dev.diptych.encoders.internal.blip.BlipCheckpoint;
import dev.diptych.encoders.internal.blip.BlipConfig;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints under the names and in the file format of BLIP's authors. */
class OriginalCheckpointTest {

  @TempDir Path folder;

  private static ReferenceBlip reference(int side, int patch) {
    return new ReferenceBlip(
        new Sizes(side, patch, 128, 2, 2, 96, 64, 2, 1, 80, 130, 24, 16), false, new Random(7));
  }

  private static String original(String name) {
    return name.replace("vision_model.embeddings.class_embedding", "visual_encoder.cls_token")
        .replace("vision_model.embeddings.position_embedding", "visual_encoder.pos_embed")
        .replace("vision_model.embeddings.patch_embedding.", "visual_encoder.patch_embed.proj.")
        .replace("vision_model.post_layernorm.", "visual_encoder.norm.")
        .replace("vision_model.encoder.layers.", "visual_encoder.blocks.")
        .replace(".layer_norm1.", ".norm1.")
        .replace(".layer_norm2.", ".norm2.")
        .replace(".self_attn.qkv.", ".attn.qkv.")
        .replace(".self_attn.projection.", ".attn.proj.");
  }

  /**
   * Writes {@code {"model": {...}, "epoch": 5}}, momentum copies, queues and temperature included.
   */
  private Path write(ReferenceBlip reference) throws IOException {
    return write(reference.parameters());
  }

  private Path write(Map<String, Parameter> parameters) throws IOException {
    Map<String, Parameter> tensors = new TreeMap<>();
    parameters.forEach((name, parameter) -> tensors.put(original(name), parameter));
    Parameter extra = new Parameter(List.of(3L), new float[3]);
    for (String dropped :
        List.of(
            "visual_encoder_m.cls_token",
            "text_encoder_m.x",
            "vision_proj_m.bias",
            "image_queue",
            "temp")) {
      tensors.put(dropped, extra);
    }
    return PthFile.write(folder.resolve("model_base_retrieval.pth"), tensors);
  }

  private void readFolder() {
    try (CheckpointFolder opened = CheckpointFolder.open(folder)) {
      BlipCheckpoint.of(opened);
    }
  }

  @Test
  void open_originalFile_equalsItsTensorsUnderTheOtherNames() throws IOException {
    ReferenceBlip reference = reference(48, 8);
    write(reference);
    try (CheckpointFolder opened = CheckpointFolder.open(folder)) {
      BlipCheckpoint read = BlipCheckpoint.of(opened);
      Checkpoint checkpoint = read.tensors();
      assertThat(read.configuration().vision())
          .isEqualTo(new BlipConfig.VisionConfig(128, 2, 2, 96, 48, 8, 1e-6));
      assertThat(read.configuration().text())
          .isEqualTo(new BlipConfig.TextConfig(64, 2, 1, 80, 130, 24, 1e-12, 0, 102, 128, 129));
      assertThat(read.configuration().joint()).isEqualTo(16);
      assertThat(checkpoint.canonicalTensors().keySet())
          .isEqualTo(new TreeMap<>(reference.parameters()).keySet());
      reference
          .parameters()
          .forEach(
              (name, parameter) ->
                  assertThat(checkpoint.floats(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                      .as(name)
                      .containsExactly(parameter.values()));
    }
  }

  @Test
  void checkedFloats_ofAnInfinity_givesTheAuthorsName() throws IOException {
    String norm = "vision_model.encoder.layers.0.layer_norm1.weight";
    Map<String, Parameter> parameters = new TreeMap<>(reference(48, 8).parameters());
    float[] values = new float[128];
    values[7] = Float.POSITIVE_INFINITY;
    parameters.put(norm, new Parameter(List.of(128L), values));
    write(parameters);
    try (CheckpointFolder opened = CheckpointFolder.open(folder)) {
      assertThatThrownBy(() -> BlipCheckpoint.of(opened).tensors().checkedFloats(norm))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("model_base_retrieval.pth holds Infinity at position [7]")
          .hasMessageContaining("visual_encoder.blocks.0.norm1.weight");
    }
  }

  @Test
  void open_pretrainedAt224_resamplesPositionsTo384() throws IOException {
    ReferenceBlip reference = reference(224, 16);
    write(reference);
    try (CheckpointFolder opened = CheckpointFolder.open(folder)) {
      BlipCheckpoint read = BlipCheckpoint.of(opened);
      assertThat(read.configuration().vision().imageSize()).isEqualTo(384);
      assertThat(read.warnings()).anyMatch(warning -> warning.contains("224"));
      float[] from =
          read.tensors()
              .floats("vision_model.embeddings.position_embedding")
              .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
      assertThat(from).hasSize(577 * 128);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 36, 38, 196, 198})
  void open_positionsOfNoSquareGrid_areRefused(long positions) throws IOException {
    Map<String, Parameter> parameters = new TreeMap<>(reference(48, 8).parameters());
    parameters.put(
        "vision_model.embeddings.position_embedding",
        new Parameter(List.of(1L, positions, 128L), new float[(int) positions * 128]));
    write(parameters);
    assertThatThrownBy(this::readFolder)
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("%s positions".formatted(positions));
  }

  @Test
  void open_patchesOfNoSize_areRefused() throws IOException {
    Map<String, Parameter> parameters = new TreeMap<>(reference(48, 8).parameters());
    parameters.put(
        "vision_model.embeddings.patch_embedding.weight",
        new Parameter(List.of(128L, 3L, 0L, 0L), new float[0]));
    write(parameters);
    assertThatThrownBy(this::readFolder)
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("patch_embedding");
  }

  @Test
  void open_twoOriginalFiles_saysToLeaveOne() throws IOException {
    Files.copy(write(reference(48, 8)), folder.resolve("other.pth"));
    assertThatThrownBy(() -> CheckpointFolder.open(folder))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("2 .pth files");
  }
}
