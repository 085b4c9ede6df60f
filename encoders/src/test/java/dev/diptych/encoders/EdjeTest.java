package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The family EDJE, from its training checkpoint to scores. */
class EdjeTest {

  private static final String TYPES = "language_model.bert.embeddings.token_type_embeddings.weight";
  private static final String QUERY = "vision_projection.query";

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("edje-tiny", folder);
  }

  private CheckReport check(SafetensorsEditor weights) throws IOException {
    return fixture.check(fixture.config(), weights, fixture.golden());
  }

  private static SafetensorsEditor without(SafetensorsEditor weights, String prefix) {
    weights.names().stream().filter(name -> name.startsWith(prefix)).forEach(weights::remove);
    return weights;
  }

  @Test
  void check_tinyCheckpoint_equalsTheReference() throws IOException {
    CheckReport report = fixture.check();
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "image_tokens")).isLessThan(1e-5);
    assertThat(difference(report, "score")).isLessThan(1e-5);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "cosine")).isLessThan(1e-6);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heads of the joint encoder | \"num_attention_heads\": 3 | \"num_attention_heads\": 6",
        "epsilon of the joint encoder | \"layer_norm_eps\": 1e-12 | \"layer_norm_eps\": 1e-05",
        "heads of tower and adapter | \"num_hidden_layers\": 2,      \"num_attention_heads\": 4 | \"num_hidden_layers\": 2, \"num_attention_heads\": 8",
        "epsilon of tower and adapter | \"image_size\": 32 | \"layer_norm_eps\": 1e-05, \"image_size\": 32"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    String flat = fixture.config().replace("\n", "");
    assertThat(flat).as(mistake).contains(right);
    CheckReport report = fixture.check(flat.replace(right, wrong));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  @Test
  void check_segmentsExchanged_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    byte[] types = weights.data(TYPES).clone();
    int half = types.length / 2;
    weights.overwrite(TYPES, 0, Arrays.copyOfRange(types, half, types.length));
    weights.overwrite(TYPES, half, Arrays.copyOfRange(types, 0, half));
    assertThat(difference(check(weights), "score")).isGreaterThan(0.1);
  }

  /** A file whose names are wrapped once more, and one without the whole first stage. */
  @Test
  void check_otherFormsOfTheFile_equalTheReference() throws IOException {
    CheckReport wrapped = check(fixture.weights().prefixed("model."));
    assertThat(difference(wrapped, "score")).isLessThan(1e-5);
    assertThat(difference(wrapped, "cosine")).isLessThan(1e-6);
    CheckReport reranker = check(without(fixture.weights(), "clip."));
    assertThat(difference(reranker, "score")).isLessThan(1e-5);
    assertThat(reranker.outputs()).hasSize(2);
    CheckReport lean = check(without(fixture.weights(), "vision_encoder."));
    assertThat(difference(lean, "score")).isLessThan(1e-5);
    assertThat(difference(lean, "cosine")).isLessThan(1e-6);
  }

  @Test
  void check_noTower_isRefusedByName() throws IOException {
    SafetensorsEditor weights = without(without(fixture.weights(), "clip."), "vision_encoder.");
    assertThatThrownBy(() -> check(weights))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("vision_model.");
  }

  @Test
  void check_towersThatDiffer_areRefusedByName() throws IOException {
    String tensor = "vision_encoder.vision_model.post_layernorm.bias";
    SafetensorsEditor weights = fixture.weights();
    weights.overwrite(tensor, 0, new byte[] {1, 2, 3, 4});
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll(tensor, "must be the same");
  }

  @Test
  void check_uncompressedTokens_areRefusedByName() throws IOException {
    SafetensorsEditor weights = fixture.weights().remove(QUERY);
    weights.put("vision_projection.0.weight", "F32", List.of(1L), new byte[4]);
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("vision_projection.query", "compressed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"classification_head.0.dense.bias", "vision_projection.key.weight", TYPES})
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    SafetensorsEditor weights = fixture.weights().remove(tensor);
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_text_context_length\": 64 | \"max_text_context_length\": 125 | position_embeddings",
        "\"hidden_act\": \"gelu\" | \"hidden_act\": \"relu\" | language_model.hidden_act",
        "\"num_hidden_layers\": 2,    \"num_attention_heads\": 3 | \"num_hidden_layers\": 3, \"num_attention_heads\": 3 | encoder.layer.2"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    String flat = fixture.config().replace("\n", "");
    assertThat(flat).contains(from);
    assertThatThrownBy(() -> fixture.check(flat.replace(from, to)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(reason);
  }

  /** Ids of every caption as the authors' code gave them, one of which is cut. */
  @Test
  void tokenize_captions_areTheReferenceIds() throws IOException {
    JsonNode pairs = JsonMapper.shared().readTree(fixture.golden()).get("pairs");
    ModelStore store = ModelStore.at(folder.resolve("models"));
    try (Model model = store.load(store.importCheckpoint(Checkpoints.edjeReranker(folder)))) {
      MatchEncoder match = model.matchEncoder().orElseThrow();
      JsonNode captions = JsonMapper.shared().readTree(fixture.golden()).get("captions");
      boolean anyCut = false;
      for (int i = 0; i < captions.size(); i++) {
        List<Integer> expected = new ArrayList<>();
        pairs.get("input_ids").get(i).forEach(id -> expected.add(id.intValue()));
        TokenizedText tokens = match.tokenize(captions.get(i).stringValue());
        assertThat(tokens.ids())
            .as(captions.get(i).stringValue())
            .isEqualTo(expected.subList(0, expected.size() - 7));
        anyCut |= tokens.truncated();
      }
      assertThat(anyCut).isTrue();
    }
  }

  private PixelValues picture(Model model, Random random) {
    byte[] samples = new byte[3 * 50 * 40];
    random.nextBytes(samples);
    return model.imageEncoder().preprocess(RgbImage.of(50, 40, samples));
  }

  @Test
  void score_textsOfUnequalLength_isThatOfEachAlone() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.edjeReranker(folder));
    assertThat(bundle.family()).isEqualTo("edje");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITM);
    assertThat(bundle.shape().patches()).isEqualTo(6);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      MatchEncoder match = model.matchEncoder().orElseThrow();
      Random random = new Random(seed);
      List<PatchFeatures> pictures =
          model.imageEncoder().features(List.of(picture(model, random), picture(model, random)));
      List<TokenizedText> texts = new ArrayList<>();
      for (String text : List.of("a dog", "", "two dogs playing with a red frisbee in the snow")) {
        texts.add(match.tokenize(text));
      }
      List<ItmScore> together = match.scoreTexts(pictures.getFirst(), texts);
      for (int i = 0; i < texts.size(); i++) {
        ItmScore alone = match.scoreImages(texts.get(i), pictures).getFirst();
        assertThat(together.get(i).match())
            .as("text %s, seed %s", i, seed)
            .isCloseTo(alone.match(), within(1e-5f));
        assertThat(alone.noMatch()).isZero();
        assertThat(model.scoring().rank(alone, new ItcScore(0.7f))).isEqualTo(alone.match());
      }
    }
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.edjeReranker(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      PixelValues pixels = picture(exact, new Random(7));
      TokenizedText text = exact.matchEncoder().orElseThrow().tokenize("a small dog runs");
      assertThat(score(rounded, pixels, text)).isCloseTo(score(exact, pixels, text), within(0.2f));
    }
  }

  private static float score(Model model, PixelValues pixels, TokenizedText text) {
    List<PatchFeatures> picture = model.imageEncoder().features(List.of(pixels));
    return model.matchEncoder().orElseThrow().scoreImages(text, picture).getFirst().match();
  }

  /** What is stored of a picture may be halved, as its authors do. */
  @Test
  void score_tokensOfHalfPrecision_movesByLittle() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    try (Model model = store.load(store.importCheckpoint(Checkpoints.edjeReranker(folder)))) {
      MatchEncoder match = model.matchEncoder().orElseThrow();
      PatchFeatures whole =
          model.imageEncoder().features(List.of(picture(model, new Random(seed)))).getFirst();
      float[] numbers = whole.toArray();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Float.float16ToFloat(Float.floatToFloat16(numbers[i]));
      }
      TokenizedText text = match.tokenize("a dog on the beach");
      PatchFeatures half = PatchFeatures.of(whole.patches(), whole.width(), numbers);
      List<ItmScore> scores = match.scoreImages(text, List.of(whole, half));
      assertThat(scores.get(1).match())
          .as("seed %s", seed)
          .isCloseTo(scores.get(0).match(), within(1e-3f));
    }
  }
}
