package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The family SigLIP, from a checkpoint folder to vectors and probabilities. */
class SiglipTest {

  private static final String FIRST = "siglip-tiny";
  private static final String SECOND = "siglip2-tiny";

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static String config(String fixture) throws IOException {
    return Files.readString(Fixtures.path(fixture + "/config.json"));
  }

  private CheckReport check(String fixture, String config) throws IOException {
    return check(fixture, config, weights -> {});
  }

  private CheckReport check(String fixture, String config, Consumer<SafetensorsEditor> change)
      throws IOException {
    return check(fixture, config, change, Fixtures.path(fixture + "/golden.json"));
  }

  private CheckReport check(
      String fixture, String config, Consumer<SafetensorsEditor> change, Path golden)
      throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    Files.writeString(checkpoint.resolve("config.json"), config);
    SafetensorsEditor weights =
        SafetensorsEditor.read(Fixtures.path(fixture + "/model.safetensors"));
    change.accept(weights);
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
    return ModelCheck.check(checkpoint, golden);
  }

  private static double difference(CheckReport report, String output) {
    return report.outputs().stream()
        .filter(each -> each.output().equals(output))
        .mapToDouble(Comparison::largestDifference)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND})
  void check_tinyCheckpoint_equalsTheReference(String fixture) throws IOException {
    CheckReport report = check(fixture, config(fixture));
    assertThat(difference(report, "vision")).isLessThan(1e-5);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "logits_per_image")).isLessThan(1e-5);
    assertThat(difference(report, "probability")).isLessThan(2e-6);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text heads | siglip2-tiny | \"num_attention_heads\": 3 | \"num_attention_heads\": 4",
        "vision heads | siglip2-tiny | \"num_attention_heads\": 4 | \"num_attention_heads\": 8",
        "exact gelu | siglip-tiny | \"hidden_size\": 48 | \"hidden_act\": \"gelu\", \"hidden_size\": 48",
        "quick gelu | siglip-tiny | \"hidden_size\": 48 | \"hidden_act\": \"quick_gelu\", \"hidden_size\": 48",
        "epsilon | siglip-tiny | \"hidden_size\": 48 | \"layer_norm_eps\": 1e-5, \"hidden_size\": 48",
        "exact gelu | siglip2-tiny | \"hidden_size\": 64 | \"hidden_act\": \"gelu\", \"hidden_size\": 64",
        "text epsilon | siglip2-tiny | \"hidden_size\": 48 | \"layer_norm_eps\": 1e-5, \"hidden_size\": 48",
        "vision epsilon | siglip2-tiny | \"hidden_size\": 64 | \"layer_norm_eps\": 1e-5, \"hidden_size\": 64"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(
      String mistake, String fixture, String right, String wrong) throws IOException {
    assertThat(config(fixture)).contains(right);
    CheckReport report = check(fixture, config(fixture).replace(right, wrong));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  /** What fills texts up is read: another id there must be seen. */
  @Test
  void check_otherPadding_isSeen() throws IOException {
    String golden = Files.readString(Fixtures.path(SECOND + "/golden.json"));
    assertThat(golden).contains(", 0, 0]");
    Path other =
        Files.writeString(folder.resolve("other.json"), golden.replace(", 0, 0]", ", 0, 1]"));
    CheckReport report = check(SECOND, config(SECOND), weights -> {}, other);
    assertThat(difference(report, "text_embeds")).isGreaterThan(1e-3);
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
  }

  @Test
  void check_otherBias_isSeenInLogitsAndProbabilities() throws IOException {
    CheckReport report =
        check(
            FIRST,
            config(FIRST),
            weights ->
                weights.remove("logit_bias").put("logit_bias", "F32", List.of(), new byte[4]));
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "logits_per_image")).isGreaterThan(0.5);
    assertThat(difference(report, "probability")).isGreaterThan(0.05);
  }

  @Test
  void check_textsNotFilledUp_sayHowManyTokensAreRead() throws IOException {
    Path golden =
        Files.writeString(
            folder.resolve("short.json"),
            Files.readString(Fixtures.path(FIRST + "/golden.json"))
                .replaceAll("\"input_ids\": \\[\\[.*?\\]\\]", "\"input_ids\": [[5, 6, 1]]"));
    assertThatThrownBy(() -> check(FIRST, config(FIRST), weights -> {}, golden))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REFERENCE))
        .hasMessageContainingAll("input_ids of 3", "64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model_type\": \"siglip\", | \"model_type\": \"siglip2\", | NaFlex | siglip2-base-patch16-256",
        "\"SiglipModel\" | \"Siglip2Model\" | NaFlex | FixRes",
        "\"siglip_vision_model\" | \"siglip2_vision_model\" | NaFlex | FixRes",
        "\"SiglipModel\" | \"SiglipVisionModel\" | SiglipVisionModel | both towers",
        "\"model_type\": \"siglip\", | \"model_type\": \"siglip_text_model\", | siglip_text_model | both towers",
        "\"image_size\": 30 | \"image_size\": 30, \"vision_use_head\": false | vision_use_head | pooling head",
        "\"image_size\": 30 | \"image_size\": 30, \"vision_use_head\": \"no\" | vision_use_head | true or false",
        "\"image_size\": 30 | \"image_size\": 30, \"num_channels\": 1 | num_channels | 3",
        "\"image_size\": 30 | \"image_size\": 4 | patch_size | 8 of 4",
        "\"image_size\": 30 | \"image_size\": 40 | position_embedding | [9, 48], expected [25, 48]",
        "\"vocab_size\": 202 | \"vocab_size\": 202, \"projection_size\": 64 | projection_size | 64 and 48",
        "\"vocab_size\": 202 | \"vocab_size\": 203 | token_embedding | [202, 48], expected [203, 48]",
        "\"vocab_size\": 202 | \"vocab_size\": 202, \"hidden_act\": \"relu\" | text_config.hidden_act | gelu_pytorch_tanh",
        "\"vocab_size\": 202 | \"vocab_size\": 202, \"num_attention_heads\": 5 | num_attention_heads | 48"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason, String rule)
      throws IOException {
    assertThat(config(FIRST)).contains(from);
    String other = config(FIRST).replace(from, to);
    assertThatThrownBy(() -> check(FIRST, other))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll(reason, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "vision_model.head.probe",
    "vision_model.head.attention.in_proj_weight",
    "text_model.head.bias",
    "logit_bias",
    "vision_model.embeddings.patch_embedding.bias"
  })
  void check_tensorMissingOrOfAnotherShape_isRefusedByName(String tensor) throws IOException {
    assertThatThrownBy(() -> check(FIRST, config(FIRST), weights -> weights.remove(tensor)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("lacks 1 tensor", tensor);
    assertThatThrownBy(
            () ->
                check(
                    FIRST,
                    config(FIRST),
                    weights ->
                        weights.remove(tensor).put(tensor, "F32", List.of(7L), new byte[28])))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll(tensor, "[7], expected");
  }

  @Test
  void check_patchesThatWereCutBefore_areRefusedAsNaFlex() throws IOException {
    String tensor = "vision_model.embeddings.patch_embedding.weight";
    assertThatThrownBy(
            () ->
                check(
                    FIRST,
                    config(FIRST),
                    weights ->
                        weights
                            .remove(tensor)
                            .put(tensor, "F32", List.of(48L, 192L), new byte[4 * 48 * 192])))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("NaFlex", tensor, "[48, 192]");
  }

  /** In parts with an index, the same model; and a second import finds it. */
  @Test
  void import_weightsInParts_isTheSameModel() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.siglip(folder);
    Bundle whole = store.importCheckpoint(checkpoint);
    Path weights = checkpoint.resolve("model.safetensors");
    SafetensorsEditor first = SafetensorsEditor.read(weights);
    SafetensorsEditor second = SafetensorsEditor.read(weights);
    Map<String, String> map = new LinkedHashMap<>();
    for (String tensor : List.copyOf(first.names())) {
      boolean inFirst = tensor.startsWith("text_model");
      (inFirst ? second : first).remove(tensor);
      map.put(tensor, "model-0000%s-of-00002.safetensors".formatted(inFirst ? 1 : 2));
    }
    Files.write(checkpoint.resolve("model-00001-of-00002.safetensors"), first.toBytes());
    Files.write(checkpoint.resolve("model-00002-of-00002.safetensors"), second.toBytes());
    Files.delete(weights);
    Files.write(
        checkpoint.resolve("model.safetensors.index.json"),
        JsonMapper.shared().writeValueAsBytes(Map.of("weight_map", map)));
    assertThat(store.importCheckpoint(checkpoint)).isEqualTo(whole);
  }

  @Test
  void importCheckpoint_first_encodesAndRates() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.siglip(folder));
    assertThat(bundle.family()).isEqualTo("siglip");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC);
    assertThat(bundle.warnings()).isEmpty();
    assertThat(bundle.scoring().label()).isEqualTo("sigmoid");
    assertThat(store.find(bundle.name())).isEqualTo(bundle);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      TextEncoder texts = model.textEncoder().orElseThrow();
      Embedding star = texts.encode(List.of(texts.tokenize("A red STAR!"))).getFirst();
      assertThat(texts.encode(List.of(texts.tokenize("a red star"))).getFirst()).isEqualTo(star);
      assertThat(texts.tokenize("a red star").ids()).endsWith(1).hasSizeLessThan(64);
      ItcScore cosine = star.dot(picture(model, 40, 30));
      double logit = scale() * cosine.value() + bias();
      assertThat(model.scoring().probability(Optional.empty(), cosine).orElseThrow().value())
          .isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-9));
    }
  }

  private static double scale() throws IOException {
    return Math.exp(number("logit_scale"));
  }

  private static double bias() throws IOException {
    return number("logit_bias");
  }

  private static float number(String tensor) throws IOException {
    Path file = Fixtures.path(FIRST + "/model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(bytes.getLong(0));
    int begin =
        JsonMapper.shared()
            .readTree(bytes.array(), 8, header)
            .get(tensor)
            .at("/data_offsets/0")
            .intValue();
    return bytes.getFloat(8 + header + begin);
  }

  private Embedding picture(Model model, int width, int height) {
    byte[] samples = new byte[3 * width * height];
    random.nextBytes(samples);
    ImageEncoder images = model.imageEncoder();
    return images
        .encode(List.of(images.preprocess(RgbImage.of(width, height, samples))))
        .getFirst()
        .vector();
  }

  /** What a file leaves out is as in SigLIP's own processor, and that is said. */
  @Test
  void importCheckpoint_noPreprocessingFile_isHalfAndBicubicAndSaysSo() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.siglip(folder);
    Files.delete(checkpoint.resolve("preprocessor_config.json"));
    Bundle bundle = store.importCheckpoint(checkpoint);
    assertThat(bundle.warnings())
        .singleElement()
        .asString()
        .contains("preprocessor_config.json", "bicubic", "bilinear");
    try (Model model = store.load(bundle)) {
      byte[] grey = new byte[3 * 30 * 30];
      Arrays.fill(grey, (byte) 255);
      float[] values = new float[3 * 30 * 30];
      model.imageEncoder().preprocess(RgbImage.of(30, 30, grey)).copyTo(FloatBuffer.wrap(values));
      assertThat(values).containsOnly(1f);
    }
  }

  /** SigLIP 2 of the fixture with an embedding for every token of the other one. */
  @Test
  void importCheckpoint_second_readsGemmasPiecesWhateverTheBatch() throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("second"));
    SafetensorsEditor weights =
        SafetensorsEditor.read(Fixtures.path(SECOND + "/model.safetensors"));
    String name = "text_model.embeddings.token_embedding.weight";
    ByteBuffer embedding = ByteBuffer.allocate(4 * 460 * 48).order(ByteOrder.LITTLE_ENDIAN);
    while (embedding.hasRemaining()) {
      embedding.putFloat((float) random.nextGaussian());
    }
    weights.remove(name).put(name, "F32", List.of(460L, 48L), embedding.array());
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
    Files.writeString(
        checkpoint.resolve("config.json"),
        config(SECOND).replace("\"vocab_size\": 230", "\"vocab_size\": 460"));
    Files.copy(
        Fixtures.path("siglip2-tiny-bpe/tokenizer.json"), checkpoint.resolve("tokenizer.json"));
    Files.writeString(
        checkpoint.resolve("preprocessor_config.json"),
        "{\"size\": {\"height\": 32, \"width\": 32}, \"resample\": 2, \"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5]}");
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle exact = store.importCheckpoint(checkpoint);
    Bundle rounded = store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    try (Model floats = store.load(exact);
        Model integers = store.load(rounded)) {
      TextEncoder texts = floats.textEncoder().orElseThrow();
      List<TokenizedText> words =
          List.of(
              texts.tokenize("x"),
              texts.tokenize("A White Sail at sea, at night"),
              texts.tokenize("boat ".repeat(200)));
      assertThat(words.getLast().truncated()).isTrue();
      List<Embedding> together = texts.encode(words);
      for (int i = 0; i < words.size(); i++) {
        Embedding alone = texts.encode(List.of(words.get(i))).getFirst();
        assertThat(alone.dot(together.get(i)).value())
            .as("text %s, seed %s", i, seed)
            .isCloseTo(1f, within(1e-5f));
        Embedding rough =
            integers.textEncoder().orElseThrow().encode(List.of(words.get(i))).getFirst();
        assertThat(rough.dot(alone).value()).as("seed %s", seed).isGreaterThan(0.99f);
      }
      PixelValues pixels = floats.imageEncoder().preprocess(RgbImage.of(1, 1, new byte[3]));
      assertThat(vector(floats, pixels).dot(vector(integers, pixels)).value()).isGreaterThan(0.99f);
    }
  }

  private static Embedding vector(Model model, PixelValues pixels) {
    return model.imageEncoder().encode(List.of(pixels)).getFirst().vector();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spiece.model", "tokenizer.model", "vocabulary.spm"})
  void importCheckpoint_onlySentencePiecesOwnFile_saysWhatToPutBesideIt(String file)
      throws IOException {
    Path checkpoint = Checkpoints.siglip(folder);
    Files.delete(checkpoint.resolve("tokenizer.json"));
    Files.write(checkpoint.resolve(file), new byte[] {10, 14});
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll(file, "tokenizer.json", "google/siglip-base-patch16-256");
  }

  @Test
  void importCheckpoint_choiceOfAnotherFamily_isRefused() throws IOException {
    Path checkpoint = Checkpoints.siglip(folder);
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(
            () ->
                store.importCheckpoint(
                    checkpoint,
                    new ImportOptions(ImportOptions.FirstToken.CLS, null, false, Precision.F32)))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContainingAll("first token", "siglip");
  }
}
