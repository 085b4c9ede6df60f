package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The family ImageBind, from the file of its authors to vectors. */
class ImageBindTest {

  private static final String KERNEL = "modality_preprocessors.vision.rgbt_stem.proj.1.weight";

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("imagebind-tiny", folder);
  }

  @Test
  void check_tinyCheckpoint_equalsTheReference() throws IOException {
    CheckReport report = fixture.check();
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "logits_per_image")).isLessThan(1e-4);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource({"vision_num_heads, 4, 8", "text_num_heads, 3, 6"})
  void check_wrongHeads_areSeenAtTheTolerance(String field, int right, int wrong)
      throws IOException {
    String config = fixture.config();
    assertThat(config).contains("\"%s\": %s".formatted(field, right));
    CheckReport report =
        fixture.check(
            config.replace(
                "\"%s\": %s".formatted(field, right), "\"%s\": %s".formatted(field, wrong)));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(report.toString()).isFalse();
  }

  /** Of a still's two frames both must be seen. */
  @Test
  void check_secondFrameLeftOut_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    List<Long> shape = weights.shape(KERNEL);
    int frame = Math.toIntExact(4 * shape.get(3) * shape.get(4));
    for (int at = frame; at < weights.data(KERNEL).length; at += 2 * frame) {
      weights.overwrite(KERNEL, at, new byte[frame]);
    }
    CheckReport report = fixture.check(fixture.config(), weights, fixture.golden());
    assertThat(difference(report, "image_embeds")).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"vision_num_blocks\": 2 | \"vision_num_blocks\": 3 | modality_trunks.vision.blocks.2",
        "\"text_num_heads\": 3 | \"text_num_heads\": 5 | text_num_heads",
        "\"out_embed_dim\": 32 | \"out_embed_dim\": 33 | modality_heads.vision.2.weight",
        "\"context_length\": 14 | \"context_length\": 15 | modality_preprocessors.text.pos_embed"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    fixture.assertRefused(from, to, reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "modality_preprocessors.vision.cls_token",
        "modality_trunks.text.blocks.1.attn.in_proj_bias",
        "modality_heads.text.proj.1.weight"
      })
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    assertThatThrownBy(
            () ->
                fixture.check(fixture.config(), fixture.weights().remove(tensor), fixture.golden()))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  /** The authors' file, without a configuration, whose heads are 16. */
  @Test
  void check_fileOfTheAuthors_isRecognisedByItsTensors() throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    PthFile.write(alone.resolve("imagebind_huge.pth"), fixture.parameters());
    Path golden = Files.writeString(folder.resolve("golden.json"), fixture.golden());
    assertThatThrownBy(() -> ModelCheck.check(alone, golden))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("text_num_heads", "36", "16");

    Files.writeString(alone.resolve("config.json"), fixture.config());
    CheckReport report = ModelCheck.check(alone, golden);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
  }

  @Test
  void importCheckpoint_tiny_leavesTheOtherSensesOut() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.imageBind(folder);
    Bundle bundle = store.importCheckpoint(checkpoint);
    assertThat(bundle.family()).isEqualTo("imagebind");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC);
    SafetensorsEditor weights = fixture.weights();
    weights.names().stream().filter(name -> name.contains(".thermal.")).forEach(weights::remove);
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
    assertThat(store.importCheckpoint(checkpoint).fingerprint()).isEqualTo(bundle.fingerprint());
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.imageBind(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    byte[] samples = new byte[3 * 41 * 60];
    new Random(seed).nextBytes(samples);
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      PixelValues pixels = exact.imageEncoder().preprocess(RgbImage.of(41, 60, samples));
      assertThat(
              exact
                  .imageEncoder()
                  .encode(List.of(pixels))
                  .getFirst()
                  .vector()
                  .dot(rounded.imageEncoder().encode(List.of(pixels)).getFirst().vector())
                  .value())
          .as("seed %s", seed)
          .isGreaterThan(0.99f);
    }
  }
}
