package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The family BLIP-2, from its checkpoint folder to scores. */
class Blip2Test {

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("blip2-tiny", folder);
  }

  private CheckReport check(SafetensorsEditor weights) throws IOException {
    return fixture.check(fixture.config(), weights, fixture.golden());
  }

  @ParameterizedTest
  @ValueSource(strings = {"blip2-tiny", "blip2-qformer-tiny"})
  void check_tinyCheckpoint_equalsTheReference(String name) throws IOException {
    CheckReport report = new FixtureCheckpoint(name, folder).check();
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "itc")).isLessThan(1e-6);
    assertThat(difference(report, "itm")).isLessThan(1e-5);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heads of the Q-Former | \"num_attention_heads\": 3 | \"num_attention_heads\": 6",
        "heads of the tower | \"num_attention_heads\": 4 | \"num_attention_heads\": 8",
        "epsilon of the Q-Former | \"layer_norm_eps\": 1e-12 | \"layer_norm_eps\": 1e-05",
        "epsilon of the tower | \"layer_norm_eps\": 1e-06 | \"layer_norm_eps\": 1e-05"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    assertThat(fixture.config()).contains(right);
    CheckReport report = fixture.check(fixture.config().replace(right, wrong));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  @Test
  void check_paddingSeen_isSeenAsWrong() throws IOException {
    String golden = fixture.golden().replaceFirst("\"attention_mask\"", "\"another_mask\"");
    CheckReport report = fixture.check(fixture.config(), fixture.weights(), golden);
    assertThat(difference(report, "itc")).isGreaterThan(0.01);
    assertThat(difference(report, "itm")).isGreaterThan(0.01);
  }

  /** Queries and words have feed-forward parts of their own. */
  @Test
  void check_feedForwardPartsExchanged_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    for (int layer = 0; layer < 4; layer++) {
      for (String part : List.of("intermediate", "output")) {
        String words = "qformer.encoder.layer.%s.%s.dense.weight".formatted(layer, part);
        String queries = words.replace(part + ".", part + "_query.");
        byte[] kept = weights.data(words).clone();
        weights.overwrite(words, 0, weights.data(queries).clone());
        weights.overwrite(queries, 0, kept);
      }
    }
    CheckReport report = check(weights);
    assertThat(difference(report, "itc")).isGreaterThan(0.1);
    assertThat(difference(report, "itm")).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Blip2ForImageTextRetrieval\" | \"Blip2ForConditionalGeneration\" | blip2-itm-vit-g",
        "\"use_qformer_text_input\": true | \"use_qformer_text_input\": false | reads no texts",
        "\"cross_attention_frequency\": 2 | \"cross_attention_frequency\": 3 | layer.3.crossattention",
        "\"num_query_tokens\": 5 | \"num_query_tokens\": 6 | query_tokens",
        "\"encoder_hidden_size\": 64 | \"encoder_hidden_size\": 65 | encoder_hidden_size",
        "\"image_text_hidden_size\": 16 | \"image_text_hidden_size\": 65 | image_text_hidden_size"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    fixture.assertRefused(from, to, reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query_tokens",
        "qformer.encoder.layer.3.output_query.dense.bias",
        "itm_head.bias"
      })
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    SafetensorsEditor weights = fixture.weights().remove(tensor);
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  private PatchFeatures picture(Model model) {
    byte[] samples = new byte[3 * 50 * 40];
    random.nextBytes(samples);
    ImageEncoder images = model.imageEncoder();
    return images.features(List.of(images.preprocess(RgbImage.of(50, 40, samples)))).getFirst();
  }

  @Test
  void score_bothDirections_agreeForTextsOfUnequalLength() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.blip2(folder));
    assertThat(bundle.family()).isEqualTo("blip2");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC, Capability.ITM);
    assertThat(bundle.shape().patches()).isEqualTo(17 + 5);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      MatchEncoder match = model.matchEncoder().orElseThrow();
      List<PatchFeatures> pictures = List.of(picture(model), picture(model), picture(model));
      List<TokenizedText> texts = new ArrayList<>();
      for (String text : List.of("a b c", "", "d e f g h i j")) {
        texts.add(match.tokenize(text));
      }
      for (int text = 0; text < texts.size(); text++) {
        List<ItmScore> forImages = match.scoreImages(texts.get(text), pictures);
        for (int picture = 0; picture < pictures.size(); picture++) {
          ItmScore forTexts = match.scoreTexts(pictures.get(picture), texts).get(text);
          assertThat(forTexts.match())
              .as("seed %s", seed)
              .isCloseTo(forImages.get(picture).match(), within(1e-5f));
          assertThat(forTexts.noMatch()).isCloseTo(forImages.get(picture).noMatch(), within(1e-5f));
        }
      }
    }
  }

  /** Both stages tell the same cosine, the largest of those of a picture's vectors. */
  @Test
  void encode_pictureAndText_haveTheCosineThatTheSecondStageTells() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.blip2(folder));
    assertThat(bundle.shape().imageVectors()).isEqualTo(5);
    assertThat(bundle.shape().dimension()).isEqualTo(16);
    try (Model model = store.load(bundle)) {
      byte[] samples = new byte[3 * 50 * 40];
      random.nextBytes(samples);
      ImageEncoder images = model.imageEncoder();
      ImageEncoding picture =
          images.encode(List.of(images.preprocess(RgbImage.of(50, 40, samples)))).getFirst();
      TextEncoder texts = model.textEncoder().orElseThrow();
      MatchEncoder match = model.matchEncoder().orElseThrow();
      assertThat(picture.vector().count()).isEqualTo(5);
      for (String text : List.of("a", "b c d e f", "")) {
        Embedding words = texts.encode(List.of(texts.tokenize(text))).getFirst();
        assertThat(picture.vector().dot(words).value())
            .as("seed %s", seed)
            .isCloseTo(
                match.cosine(match.tokenize(text), picture.features()).orElseThrow().value(),
                within(1e-5f));
      }
    }
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.blip2(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      random.setSeed(7); // of random weights, some pictures lose three times the mean
      List<PatchFeatures> pictures = Stream.generate(() -> picture(exact)).limit(8).toList();
      TokenizedText text = exact.matchEncoder().orElseThrow().tokenize("a b c d");
      List<ItmScore> near = rounded.matchEncoder().orElseThrow().scoreImages(text, pictures);
      List<ItmScore> right = exact.matchEncoder().orElseThrow().scoreImages(text, pictures);
      assertThat(
              IntStream.range(0, pictures.size())
                  .mapToDouble(i -> Math.abs(near.get(i).match() - right.get(i).match()))
                  .average()
                  .orElseThrow())
          .isLessThan(0.3);
    }
  }

  @Test
  void importCheckpoint_qFormerAlone_isRefused() throws IOException {
    FixtureCheckpoint alone = new FixtureCheckpoint("blip2-qformer-tiny", folder);
    Path checkpoint = alone.write(alone.config(), alone.weights());
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("without a vision tower");
  }
}
