package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.ReferenceBlip.Parameter;
import dev.diptych.encoders.ReferenceBlip.Sizes;
import dev.diptych.encoders.internal.bundle.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    text(pickle, "\u0080\u0002}(");
    string(pickle, "model");
    text(pickle, "}(");
    int key = 0;
    Path file = folder.resolve("model_base_retrieval.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, Parameter> tensor : tensors.entrySet()) {
        float[] values = tensor.getValue().values();
        string(pickle, tensor.getKey());
        text(pickle, "ctorch._utils\n_rebuild_tensor_v2\n((");
        string(pickle, "storage");
        text(pickle, "ctorch\nFloatStorage\n");
        string(pickle, Integer.toString(key));
        string(pickle, "cpu");
        number(pickle, values.length);
        text(pickle, "tQ");
        number(pickle, 0);
        text(pickle, "(");
        tensor.getValue().shape().forEach(size -> number(pickle, size));
        text(pickle, "t(");
        long stride = values.length;
        for (long size : tensor.getValue().shape()) {
          stride = size == 0 ? 0 : stride / size;
          number(pickle, stride);
        }
        text(pickle, "t\u0089ccollections\nOrderedDict\n)RtR");
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        store(zip, "archive/data/" + key++, data.array());
      }
      text(pickle, "u");
      string(pickle, "epoch");
      number(pickle, 5);
      text(pickle, "u.");
      store(zip, "archive/data.pkl", pickle.toByteArray());
    }
    return file;
  }

  private static void text(ByteArrayOutputStream pickle, String text) {
    pickle.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void string(ByteArrayOutputStream pickle, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    pickle.write('X');
    pickle.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
    pickle.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream pickle, long value) {
    pickle.write('J');
    pickle.writeBytes(
        ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(Math.toIntExact(value))
            .array());
  }

  private static void store(ZipOutputStream zip, String name, byte[] data) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    CRC32 crc = new CRC32();
    crc.update(data);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }

  @Test
  void open_originalFile_equalsItsTensorsUnderTheOtherNames() throws IOException {
    ReferenceBlip reference = reference(48, 8);
    write(reference);
    try (CheckpointFolder opened = CheckpointFolder.open(folder)) {
      Checkpoint checkpoint = opened.checkpoint();
      assertThat(checkpoint.config().vision())
          .isEqualTo(new BlipConfig.VisionConfig(128, 2, 2, 96, 48, 8, 1e-6));
      assertThat(checkpoint.config().text())
          .isEqualTo(new BlipConfig.TextConfig(64, 2, 1, 80, 130, 24, 1e-12, 0, 102, 128, 129));
      assertThat(checkpoint.config().joint()).isEqualTo(16);
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
      assertThatThrownBy(() -> opened.checkpoint().checkedFloats(norm))
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
      assertThat(opened.checkpoint().config().vision().imageSize()).isEqualTo(384);
      assertThat(opened.checkpoint().warnings()).anyMatch(warning -> warning.contains("224"));
      float[] from =
          opened
              .checkpoint()
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
    assertThatThrownBy(() -> CheckpointFolder.open(folder))
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
    assertThatThrownBy(() -> CheckpointFolder.open(folder))
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
