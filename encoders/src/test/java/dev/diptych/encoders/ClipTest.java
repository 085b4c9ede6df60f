package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The family CLIP, from a checkpoint folder to vectors. */
class ClipTest {

  private static final String FIXTURE = "clip-tiny";
  private static final int VOCABULARY = 664;
  private static final int SIDE = 32;

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static String config() throws IOException {
    return Files.readString(Fixtures.path(FIXTURE + "/config.json"));
  }

  private CheckReport check(String config) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    Files.writeString(checkpoint.resolve("config.json"), config);
    Path weights = checkpoint.resolve("model.safetensors");
    if (Files.notExists(weights)) {
      Files.copy(Fixtures.path(FIXTURE + "/model.safetensors"), weights);
    }
    return ModelCheck.check(checkpoint, Fixtures.path(FIXTURE + "/golden.json"));
  }

  private static double difference(CheckReport report, String output) {
    return report.outputs().stream()
        .filter(each -> each.output().equals(output))
        .mapToDouble(Comparison::largestDifference)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void check_tinyCheckpoint_equalsTheReference() throws IOException {
    CheckReport report = check(config());
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "image_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "text_embeds")).isLessThan(1e-6);
    assertThat(difference(report, "logits_per_image")).isLessThan(1e-4);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text heads | \"num_attention_heads\": 3 | \"num_attention_heads\": 8",
        "vision heads | \"num_attention_heads\": 4 | \"num_attention_heads\": 8",
        "activation | \"hidden_act\": \"quick_gelu\" | \"hidden_act\": \"gelu\"",
        "epsilon | \"layer_norm_eps\": 1e-05 | \"layer_norm_eps\": 1e-06",
        "end token | \"eos_token_id\": 201 | \"eos_token_id\": 200"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    assertThat(config()).contains(right);
    CheckReport report = check(config().replace(right, wrong));
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  /** Configurations of all styles that mean the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the largest id ends a text | \"eos_token_id\": 201 | \"eos_token_id\": 2",
        "sections of the first style | \"text_config\": { | \"text_config\": {}, \"text_config_dict\": {",
        "no model type | \"model_type\": \"clip\", | ",
        "no architecture | \"architectures\": [    \"CLIPModel\"  ], | "
      })
  void check_otherStyle_equalsTheReference(String style, String from, String to)
      throws IOException {
    String flat = config().replace("\n", "").replaceAll("\"vision_config\"", "\n$0");
    assertThat(flat).as(style).contains(from);
    CheckReport report = check(flat.replace(from, to == null ? "" : to));
    assertThat(difference(report, "text_embeds")).as(style).isLessThan(1e-6);
    assertThat(difference(report, "image_embeds")).as(style).isLessThan(1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"CLIPModel\" | \"CLIPVisionModel\" | both towers",
        "\"quick_gelu\" | \"relu\" | hidden_act",
        "\"model_type\": \"clip\" | \"model_type\": \"chinese_clip\" | albef",
        "\"projection_dim\": 24 | \"projection_dim\": 25 | visual_projection.weight"
      })
  void check_otherConfiguration_isRefusedByName(String from, String to, String reason)
      throws IOException {
    String other = config().replace(from, to);
    assertThatThrownBy(() -> check(other))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(reason);
  }

  /** The fixture's towers with an embedding for every token of the other fixture. */
  private Path wholeCheckpoint() throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("clip-of-664-tokens"));
    SafetensorsEditor weights =
        SafetensorsEditor.read(Fixtures.path(FIXTURE + "/model.safetensors"));
    ByteBuffer embedding = ByteBuffer.allocate(4 * VOCABULARY * 48).order(ByteOrder.LITTLE_ENDIAN);
    while (embedding.hasRemaining()) {
      embedding.putFloat((float) random.nextGaussian());
    }
    String name = "text_model.embeddings.token_embedding.weight";
    weights.remove(name).put(name, "F32", List.of((long) VOCABULARY, 48L), embedding.array());
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
    Files.writeString(
        checkpoint.resolve("config.json"),
        config()
            .replace("\"vocab_size\": 202", "\"vocab_size\": " + VOCABULARY)
            .replace("\"eos_token_id\": 201", "\"eos_token_id\": 663"));
    for (String file : List.of("vocab.json", "merges.txt")) {
      Files.copy(Fixtures.path("clip-tiny-bpe/" + file), checkpoint.resolve(file));
    }
    Files.writeString(
        checkpoint.resolve("preprocessor_config.json"),
        "{\"size\": {\"shortest_edge\": 32}, \"crop_size\": 32, \"resample\": 3}");
    return checkpoint;
  }

  private RgbImage picture(int width, int height) {
    byte[] samples = new byte[3 * width * height];
    random.nextBytes(samples);
    return RgbImage.of(width, height, samples);
  }

  @Test
  void importCheckpoint_whole_encodesTextsAndPicturesWhateverTheBatch() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(wholeCheckpoint());
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC);
    assertThat(bundle.family()).isEqualTo("clip");
    assertThat(store.find(bundle.name())).isEqualTo(bundle);
    assertThat(store.importCheckpoint(folder.resolve("clip-of-664-tokens"))).isEqualTo(bundle);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      assertThat(model.matchEncoder()).isEmpty();
      assertThat(model.captioner()).isEmpty();
      assertThat(model.dimension()).isEqualTo(24);
      TextEncoder texts = model.textEncoder().orElseThrow();
      List<TokenizedText> captions = new ArrayList<>();
      for (String caption : List.of("x", "a white sail at sea", "boat ".repeat(40))) {
        captions.add(texts.tokenize(caption));
      }
      List<Embedding> together = texts.encode(captions);
      ImageEncoder images = model.imageEncoder();
      List<PixelValues> pixels =
          List.of(
              images.preprocess(picture(50, 40)),
              images.preprocess(picture(SIDE, SIDE)),
              images.preprocess(picture(3, 200)));
      List<ImageEncoding> encodings = images.encode(pixels);
      for (int i = 0; i < captions.size(); i++) {
        assertThat(texts.encode(List.of(captions.get(i))).getFirst().toArray())
            .as("text %s, seed %s", i, seed)
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(together.get(i).toArray());
        assertThat(images.encode(List.of(pixels.get(i))).getFirst().vector().toArray())
            .as("picture %s, seed %s", i, seed)
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(encodings.get(i).vector().toArray());
        assertThat(encodings.get(i).features().patches()).isEqualTo(images.patches());
      }
    }
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = wholeCheckpoint();
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      TokenizedText text = exact.textEncoder().orElseThrow().tokenize("the wet sand");
      assertThat(dot(exact, rounded, text)).as("seed %s", seed).isGreaterThan(0.99);
      PixelValues pixels = exact.imageEncoder().preprocess(picture(40, 40));
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

  private static double dot(Model one, Model other, TokenizedText text) {
    return one.textEncoder()
        .orElseThrow()
        .encode(List.of(text))
        .getFirst()
        .dot(other.textEncoder().orElseThrow().encode(List.of(text)).getFirst())
        .value();
  }

  @Test
  void importCheckpoint_endThatTheTokenizerDoesNotWrite_isRefused() throws IOException {
    Path checkpoint = wholeCheckpoint();
    Path config = checkpoint.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"eos_token_id\": 663", "\"eos_token_id\": 500"));
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("eos_token_id", "500", "663");
  }

  @Test
  void importCheckpoint_choiceOfAnotherFamily_isRefused() throws IOException {
    Path checkpoint = wholeCheckpoint();
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThatThrownBy(
            () ->
                store.importCheckpoint(
                    checkpoint,
                    new ImportOptions(ImportOptions.FirstToken.CLS, null, false, Precision.F32)))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContainingAll("first token", "clip");
  }
}
