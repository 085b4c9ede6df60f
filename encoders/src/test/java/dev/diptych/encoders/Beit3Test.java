package dev.diptych.encoders;

import static dev.diptych.encoders.FixtureCheckpoint.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The family BEiT-3, from the file of its authors to vectors. */
class Beit3Test {

  private static final String WORDS = "beit3.text_embed.weight";
  private static final int ROW = 4 * 48;

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private FixtureCheckpoint fixture;

  @BeforeEach
  void fixture() {
    fixture = new FixtureCheckpoint("beit3-tiny", folder);
  }

  private CheckReport check(SafetensorsEditor weights) throws IOException {
    return fixture.check(fixture.config(), weights, fixture.golden());
  }

  @Test
  void check_tinyCheckpoint_equalsTheReference() throws IOException {
    CheckReport report = fixture.check();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.outputs()).hasSize(3);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "cosine")).isLessThan(1e-6);
  }

  /** Known mistakes, each of which must be seen at the tolerance, the epsilon as the finest. */
  @ParameterizedTest
  @ValueSource(strings = {"\"encoder_attention_heads\": 8", "\"layernorm_eps\": 1e-06"})
  void check_wrongConfiguration_isSeenAtTheTolerance(String wrong) throws IOException {
    String right = "\"encoder_attention_heads\": 4";
    assertThat(fixture.config()).contains(right);
    String added = wrong.contains("heads") ? wrong : right + ", " + wrong;
    CheckReport report = fixture.check(fixture.config().replace(right, added));
    assertThat(difference(report, "image_embeds")).isGreaterThan(2e-5);
    assertThat(difference(report, "text_embeds")).isGreaterThan(2e-5);
  }

  @Test
  void check_halvesExchanged_areSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    SafetensorsEditor original = fixture.weights();
    for (String name : original.names()) {
      if (name.startsWith("beit3.encoder.layer") && name.contains(".A.")) {
        String other = name.replace(".A.", ".B.");
        weights.overwrite(name, 0, original.data(other));
        weights.overwrite(other, 0, original.data(name));
      }
    }
    CheckReport report = check(weights);
    assertThat(difference(report, "image_embeds")).isGreaterThan(0.1);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.1);
  }

  /** What would be read if the first position were 0 or 1, and not 2. */
  @ParameterizedTest
  @CsvSource({"A, image_embeds, 1", "B, text_embeds, 2"})
  void check_otherFirstPosition_isSeenAsWrong(String half, String output, int rows)
      throws IOException {
    String table = "beit3.encoder.embed_positions.%s.weight".formatted(half);
    SafetensorsEditor weights = fixture.weights();
    byte[] data = weights.data(table);
    weights.overwrite(table, rows * ROW, Arrays.copyOf(data, data.length - rows * ROW));
    assertThat(difference(check(weights), output)).isGreaterThan(0.1);
  }

  @Test
  void check_embeddingsScaledByTheWidth_areSeenAsWrong() throws IOException {
    SafetensorsEditor weights = fixture.weights();
    ByteBuffer numbers = ByteBuffer.wrap(weights.data(WORDS)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers.capacity(); i += 4) {
      numbers.putFloat(i, (float) (numbers.getFloat(i) * Math.sqrt(48)));
    }
    assertThat(difference(check(weights), "text_embeds")).isGreaterThan(0.1);
  }

  @Test
  void check_paddingSeen_isSeenAsWrong() throws IOException {
    String golden = fixture.golden().replaceFirst("\"padding_mask\"", "\"another_mask\"");
    CheckReport report = fixture.check(fixture.config(), fixture.weights(), golden);
    assertThat(difference(report, "text_embeds")).isGreaterThan(0.1);
  }

  /** Every norm within a part of a layer, and the last one, must have its say. */
  @ParameterizedTest
  @CsvSource({
    "beit3.encoder.layers.1.self_attn.inner_attn_ln.A.weight, image_embeds",
    "beit3.encoder.layer_norm.A.weight, image_embeds",
    "beit3.encoder.layers.1.ffn.B.ffn_layernorm.weight, text_embeds",
    "beit3.encoder.layer_norm.B.weight, text_embeds"
  })
  void check_normChanged_isSeen(String norm, String output) throws IOException {
    SafetensorsEditor weights = fixture.weights();
    weights.overwrite(norm, 0, new byte[weights.data(norm).length / 2]);
    assertThat(difference(check(weights), output)).isGreaterThan(1e-2);
  }

  @ParameterizedTest
  @CsvSource({"vision_head.weight, image_embeds", "language_head.weight, text_embeds"})
  void check_projectionTurned_isSeenAsWrong(String matrix, String output) throws IOException {
    SafetensorsEditor turned = FixtureCheckpoint.turned(fixture.weights(), matrix);
    assertThat(difference(check(turned), output)).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"encoder_layers\": 2 | \"encoder_layers\": 3 | beit3.encoder.layers.2.self_attn_layer_norm.A.weight",
        "\"encoder_attention_heads\": 4 | \"encoder_attention_heads\": 5 | encoder_attention_heads must divide",
        "\"encoder_ffn_embed_dim\": 96 | \"encoder_ffn_embed_dim\": 97 | ffn.A.fc1.weight",
        "\"img_size\": 32 | \"img_size\": 40 | beit3.encoder.embed_positions.A.weight",
        "\"max_source_positions\": 40 | \"max_source_positions\": 41 | beit3.encoder.embed_positions.B.weight",
        "\"max_len\": 16 | \"max_len\": 39 | max_len must be at most the 38",
        "\"max_len\": 16 | \"activation_fn\": \"relu\" | activation_fn must be"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    fixture.assertRefused(from, to, reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vision_head.weight",
        "logit_scale",
        WORDS,
        "beit3.encoder.layers.1.self_attn.inner_attn_ln.B.bias",
        "beit3.vision_embed.proj.bias"
      })
  void check_missingTensor_isRefusedByName(String tensor) throws IOException {
    SafetensorsEditor weights = fixture.weights().remove(tensor);
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(tensor);
  }

  /** The same transformer with the head of another task. */
  @Test
  void check_fileOfAnotherTask_saysWhichOneToTake() throws IOException {
    SafetensorsEditor weights =
        fixture
            .weights()
            .remove("vision_head.weight")
            .remove("language_head.weight")
            .remove("logit_scale")
            .put("head.weight", "F32", List.of(1L), new byte[4]);
    assertThatThrownBy(() -> check(weights))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("another task", "beit3_base_patch16_384_coco_retrieval.pth");
  }

  /** The authors' file, without a configuration, whose heads are 64 wide. */
  @ParameterizedTest
  @CsvSource({"beit3_base.pth, model", "beit3_base.pt, module"})
  void check_fileOfTheAuthors_isRecognisedByItsTensors(String file, String key) throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    PthFile.write(alone.resolve(file), key, fixture.parameters());
    Path golden = Files.writeString(folder.resolve("golden.json"), fixture.golden());
    assertThatThrownBy(() -> ModelCheck.check(alone, golden))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll(file, "48", "64", "heads");

    // All else is read off the tensors.
    Files.writeString(alone.resolve("config.json"), "{\"encoder_attention_heads\": 4}");
    CheckReport report = ModelCheck.check(alone, golden);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
  }

  @Test
  void importCheckpoint_onlySentencePiecesOwnFile_saysHowToMakeTheOther() throws IOException {
    Path checkpoint = Checkpoints.beit3(folder);
    Files.move(checkpoint.resolve("tokenizer.json"), checkpoint.resolve("beit3.spm"));
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll(
            "tokenizer.json", "T('beit3.spm').save_pretrained('.')", "XLMRobertaTokenizerFast");
  }

  @Test
  void importCheckpoint_tiny_recallsAlone() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.beit3(folder));
    assertThat(bundle.family()).isEqualTo("beit3");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC);
    assertThat(bundle.shape()).isEqualTo(new ModelShape(32, 8, 17, 48, 2, 48, 2, 16, 210, 48));
    try (Model model = store.load(bundle)) {
      model.warmUp();
      TextEncoder texts = model.textEncoder().orElseThrow();
      TokenizedText longest = texts.tokenize("a red star ".repeat(20));
      assertThat(longest.truncated()).isTrue();
      assertThat(longest.ids()).hasSize(16).startsWith(0).endsWith(2);
      TokenizedText brief = texts.tokenize("a red star");
      List<Embedding> together = texts.encode(List.of(brief, longest));
      assertThat(texts.encode(List.of(brief)).getFirst().dot(together.getFirst()).value())
          .isCloseTo(1f, within(1e-5f));
    }
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.beit3(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    byte[] samples = new byte[3 * 41 * 60];
    new Random(seed).nextBytes(samples);
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      PixelValues pixels = exact.imageEncoder().preprocess(RgbImage.of(41, 60, samples));
      assertThat(vector(exact, pixels).dot(vector(rounded, pixels)).value())
          .as("seed %s", seed)
          .isGreaterThan(0.99f);
      TokenizedText text = exact.textEncoder().orElseThrow().tokenize("a red star");
      assertThat(vector(exact, text).dot(vector(rounded, text)).value()).isGreaterThan(0.99f);
    }
  }

  private static Embedding vector(Model model, PixelValues pixels) {
    return model.imageEncoder().encode(List.of(pixels)).getFirst().vector();
  }

  private static Embedding vector(Model model, TokenizedText text) {
    return model.textEncoder().orElseThrow().encode(List.of(text)).getFirst();
  }
}
