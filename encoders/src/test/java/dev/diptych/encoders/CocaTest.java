package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The family CoCa, from the files of open_clip to vectors. */
class CocaTest {

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("coca-tiny", folder);
  }

  @Test
  void check_tinyCheckpoint_equalsTheReference() throws IOException {
    CheckReport report = fixture.check();
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "image_tokens")).isLessThan(1e-5);
    assertThat(difference(report, "logits_per_image")).isLessThan(1e-4);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vision heads | \"head_width\": 12 | \"head_width\": 24",
        "pooling heads | \"attn_pooler_heads\": 4 | \"attn_pooler_heads\": 8",
        "text heads | \"heads\": 4 | \"heads\": 8"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    assertThat(fixture.config()).contains(right);
    CheckReport report = fixture.check(fixture.config().replace(right, wrong));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"visual.proj, image_embeds", "text.text_projection, text_embeds"})
  void check_projectionTurned_isSeenAsWrong(String matrix, String output) throws IOException {
    CheckReport report =
        fixture.check(
            fixture.config(),
            FixtureCheckpoint.turned(fixture.weights(), matrix),
            fixture.golden());
    assertThat(difference(report, output)).isGreaterThan(0.1);
  }

  /** One text of the reference, its ids cut or filled up to a length. */
  private CheckReport checkText(int text, int length) throws IOException {
    JsonNode golden = JsonMapper.shared().readTree(fixture.golden());
    ObjectNode only = JsonMapper.shared().createObjectNode();
    only.set("pixel_values", golden.get("pixel_values"));
    ArrayNode ids = only.putArray("input_ids").addArray();
    IntStream.range(0, length).forEach(i -> ids.add(golden.at("/input_ids/" + text).get(i)));
    only.putArray("text_embeds").add(golden.at("/text_embeds/" + text));
    return fixture.check(fixture.config(), fixture.weights(), only.toString());
  }

  /** Texts are not filled up to their full length here, as they are in the reference. */
  @ParameterizedTest
  @CsvSource({"0, 6", "0, 7", "0, 12", "2, 3", "2, 4", "1, 12"})
  void check_textOfItsOwnLength_equalsTheReference(int text, int length) throws IOException {
    assertThat(difference(checkText(text, length), "text_embeds")).isLessThan(1e-6);
  }

  /**
   * With its last token cut off, or the mask read as if it were not off by one, it would differ.
   */
  @Test
  void check_textWithoutItsEnd_isSeenAsWrong() throws IOException {
    assertThat(difference(checkText(0, 5), "text_embeds")).isGreaterThan(0.01);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"embed_dim\": 40 | \"embed_dim\": 41 | visual.attn_pool",
        "\"layers\": 2 | \"layers\": 3 | resblocks.2.ln_1",
        "\"heads\": 4 | \"heads\": 7 | heads must divide",
        "\"heads\": 4,      \"layers\": 1 | \"heads\": 8,      \"layers\": 1 | text_decoder",
        "\"preprocess_cfg\": { | \"preprocess_cfg\": { \"interpolation\": \"bilinear\", | preprocess_cfg.interpolation",
        "\"preprocess_cfg\": { | \"preprocess_cfg\": { \"resize_mode\": \"squash\", | preprocess_cfg.resize_mode",
        "\"model_cfg\": { | \"model_cfg\": { \"quick_gelu\": true, | quick_gelu"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    String flat = fixture.config().replace("\n", "");
    assertThat(flat).contains(from);
    String other = flat.replace(from, to);
    assertThatThrownBy(() -> fixture.check(other))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "visual.proj",
        "text.ln_final.bias",
        "visual.attn_pool.attn.in_proj_bias",
        "text_decoder.ln_final.weight"
      })
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    assertThatThrownBy(
            () ->
                fixture.check(fixture.config(), fixture.weights().remove(tensor), fixture.golden()))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  /** What is published: weights alone. Here they have heads of another width. */
  @Test
  void check_weightsAlone_sayWhatTheirHeadsAreTakenFor() throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    Files.copy(
        Fixtures.path("coca-tiny/model.safetensors"), alone.resolve("open_clip_model.safetensors"));
    assertThatThrownBy(() -> ModelCheck.check(alone, Fixtures.path("coca-tiny/golden.json")))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("vision tower", "48", "64");

    Files.copy(Fixtures.path("coca-tiny/config.json"), alone.resolve("open_clip_config.json"));
    CheckReport report = ModelCheck.check(alone, Fixtures.path("coca-tiny/golden.json"));
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
  }

  /** The numbers are those of a second implementation, in Python, that agrees with the towers. */
  @Test
  void check_captions_equalTheReference() throws IOException {
    Path checkpoint = fixture.write(fixture.config(), fixture.weights());
    Path captions = Fixtures.path("coca-tiny/captions.json");
    CheckReport report = ModelCheck.check(checkpoint, captions);
    assertThat(difference(report, "logits")).isLessThan(1e-5);

    SafetensorsEditor exchanged = fixture.weights();
    for (String part : List.of("weight", "bias")) {
      exchanged.overwrite(
          "text_decoder.cross_attn.0.ln_1." + part,
          0,
          fixture.weights().data("text_decoder.cross_attn.0.ln_1_kv." + part));
    }
    CheckReport wrong = ModelCheck.check(fixture.write(fixture.config(), exchanged), captions);
    assertThat(difference(wrong, "logits")).isGreaterThan(1e-3);
  }

  @Test
  void importCheckpoint_tiny_recallsAndWritesCaptions() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.coca(folder));
    assertThat(bundle.family()).isEqualTo("coca");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC, Capability.CAPTION);
    assertThat(bundle.shape().patches()).isEqualTo(5);
    assertThat(bundle.shape().tokenLimit()).isEqualTo(12);
    byte[] samples = new byte[3 * 50 * 40];
    new Random(seed).nextBytes(samples);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      ImageEncoder images = model.imageEncoder();
      PatchFeatures picture =
          images.features(List.of(images.preprocess(RgbImage.of(50, 40, samples)))).getFirst();
      Captioner captioner = model.captioner().orElseThrow();
      CaptionOptions options = new CaptionOptions("a b", 3, 10, 4, 1f);
      assertThat(captioner.describe(picture, options))
          .as("seed %s", seed)
          .isEqualTo(captioner.describe(picture, options));
      assertThat(captioner.write(List.of(picture, picture), List.of(1L, 2L), CaptionPlan.of(3)))
          .hasSize(2);
    }
  }

  @Test
  void importCheckpoint_withoutDecoder_recallsAlone() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path whole = Checkpoints.coca(folder);
    Path withoutDecoder = fixture.write(fixture.config(), withoutDecoder());
    for (String file : List.of("vocab.json", "merges.txt")) {
      Files.copy(whole.resolve(file), withoutDecoder.resolve(file));
    }
    Bundle bundle = store.importCheckpoint(withoutDecoder);
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC);
    assertThat(bundle.fingerprint()).isNotEqualTo(store.importCheckpoint(whole).fingerprint());
  }

  private SafetensorsEditor withoutDecoder() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    weights.names().stream()
        .filter(name -> name.startsWith("text_decoder."))
        .forEach(weights::remove);
    return weights;
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.coca(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    byte[] samples = new byte[3 * 50 * 40];
    new Random(seed).nextBytes(samples);
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      PixelValues pixels = exact.imageEncoder().preprocess(RgbImage.of(50, 40, samples));
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
      TokenizedText text = exact.textEncoder().orElseThrow().tokenize("b c d e");
      assertThat(
              exact
                  .textEncoder()
                  .orElseThrow()
                  .encode(List.of(text))
                  .getFirst()
                  .dot(rounded.textEncoder().orElseThrow().encode(List.of(text)).getFirst())
                  .value())
          .as("seed %s", seed)
          .isGreaterThan(0.99f);
    }
  }

  @Test
  void importCheckpoint_noTokenizer_saysWhichFiles() throws IOException {
    Path checkpoint = fixture.write(fixture.config(), fixture.weights());
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("vocab.json", "merges.txt");
  }
}
