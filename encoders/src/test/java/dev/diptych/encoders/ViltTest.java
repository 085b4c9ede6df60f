package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The family ViLT, from its checkpoint folder to scores. */
class ViltTest {

  private static final String MODALITIES = "vilt.embeddings.token_type_embeddings.weight";
  private static final String POSITIONS = "vilt.embeddings.position_embeddings";

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("vilt-tiny", folder);
  }

  private CheckReport check(SafetensorsEditor weights) throws IOException {
    return fixture.check(fixture.config(), weights, fixture.golden());
  }

  @Test
  void check_tinyCheckpoint_equalsTheReference() throws IOException {
    CheckReport report = fixture.check();
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "logits")).isLessThan(3e-6);
  }

  /** Known mistakes, each of which must be seen at the tolerance of logits. */
  @ParameterizedTest
  @CsvSource({"num_attention_heads, 3, 6", "layer_norm_eps, 1e-12, 1e-05"})
  void check_wrongConfiguration_isSeenAtTheTolerance(String field, String right, String wrong)
      throws IOException {
    String from = "\"%s\": %s".formatted(field, right);
    assertThat(fixture.config()).contains(from);
    CheckReport report =
        fixture.check(fixture.config().replace(from, "\"%s\": %s".formatted(field, wrong)));
    // The epsilon leaves the smallest trace of all: 1.5e-5, where rounding leaves less than 1e-6.
    assertThat(report.passes(1e-5)).as(report.toString()).isFalse();
  }

  @Test
  void check_modalitiesExchanged_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    byte[] rows = weights.data(MODALITIES).clone();
    int half = rows.length / 2;
    weights.overwrite(MODALITIES, 0, Arrays.copyOfRange(rows, half, rows.length));
    weights.overwrite(MODALITIES, half, Arrays.copyOfRange(rows, 0, half));
    assertThat(difference(check(weights), "logits")).isGreaterThan(1e-3);
  }

  /** The picture is 3 x 5 patches and the positions are 4 x 4: they must have been resampled. */
  @Test
  void check_positionsOfTheMiddleChanged_areSeen() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    weights.overwrite(POSITIONS, 4 * 48 * 6, new byte[4 * 48]);
    assertThat(difference(check(weights), "logits")).isGreaterThan(1e-4);
  }

  @Test
  void check_paddingOfTheTextSeen_isSeenAsWrong() throws IOException {
    String golden = fixture.golden().replaceFirst("\"attention_mask\"", "\"another_mask\"");
    CheckReport report = fixture.check(fixture.config(), fixture.weights(), golden);
    assertThat(difference(report, "logits")).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ViltForImageAndTextRetrieval\" | \"ViltForQuestionAnswering\" | vilt-b32-finetuned-coco",
        "\"hidden_act\": \"gelu\" | \"hidden_act\": \"relu\" | hidden_act",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | vilt.encoder.layer.2",
        "\"image_size\": 32 | \"image_size\": 40 | vilt.embeddings.position_embeddings",
        "\"patch_size\": 8 | \"patch_size\": 7 | patch_size must divide"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    fixture.assertRefused(from, to, reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank_output.weight", "vilt.layernorm.bias", MODALITIES})
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    SafetensorsEditor weights = fixture.weights().remove(tensor);
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  private PatchFeatures picture(Model model, int width, int height) {
    byte[] samples = new byte[3 * width * height];
    random.nextBytes(samples);
    ImageEncoder images = model.imageEncoder();
    return images
        .features(List.of(images.preprocess(RgbImage.of(width, height, samples))))
        .getFirst();
  }

  @Test
  void score_picturesOfUnequalShape_isThatOfEachAlone() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.vilt(folder));
    assertThat(bundle.family()).isEqualTo("vilt");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITM);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      List<PatchFeatures> pictures =
          List.of(
              picture(model, 50, 40),
              picture(model, 10, 300),
              picture(model, 300, 10),
              picture(model, 32, 32));
      MatchEncoder match = model.matchEncoder().orElseThrow();
      List<TokenizedText> texts = new ArrayList<>();
      for (String text : List.of("a b c", "", "d e f g h i j")) {
        texts.add(match.tokenize(text));
      }
      for (TokenizedText text : texts) {
        List<ItmScore> together = match.scoreImages(text, pictures);
        for (int i = 0; i < pictures.size(); i++) {
          PatchFeatures alone = pictures.get(i);
          float expected = together.get(i).match();
          assertThat(match.scoreImages(text, List.of(alone)).getFirst().match())
              .as("seed %s", seed)
              .isCloseTo(expected, within(1e-5f));
          assertThat(match.scoreTexts(alone, texts).get(texts.indexOf(text)).match())
              .as("seed %s", seed)
              .isCloseTo(expected, within(1e-5f));
        }
      }
    }
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.vilt(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      random.setSeed(7);
      PatchFeatures picture = picture(exact, 60, 40);
      TokenizedText text = exact.matchEncoder().orElseThrow().tokenize("a b c d");
      assertThat(
              rounded
                  .matchEncoder()
                  .orElseThrow()
                  .scoreImages(text, List.of(picture))
                  .getFirst()
                  .match())
          .isCloseTo(
              exact
                  .matchEncoder()
                  .orElseThrow()
                  .scoreImages(text, List.of(picture))
                  .getFirst()
                  .match(),
              within(0.2f));
    }
  }

  @Test
  void importCheckpoint_preprocessingOfAnotherSize_isRefused() throws IOException {
    Path checkpoint = Checkpoints.vilt(folder);
    Files.writeString(
        checkpoint.resolve("preprocessor_config.json"), "{\"size\": {\"shortest_edge\": 64}}");
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("preprocessor_config.json", "64", "32", "image_size");
  }
}
