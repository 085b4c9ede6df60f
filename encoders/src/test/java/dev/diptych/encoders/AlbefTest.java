package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ReferenceBlip.Parameter;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The family ALBEF, from the files of its authors to scores. */
class AlbefTest {

  private static final String FIXTURE = "albef-tiny";
  private static final String TYPES = "text_encoder.embeddings.token_type_embeddings.weight";

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static String config() throws IOException {
    return Files.readString(Fixtures.path(FIXTURE + "/config.json"));
  }

  private static SafetensorsEditor weights() throws IOException {
    return SafetensorsEditor.read(Fixtures.path(FIXTURE + "/model.safetensors"));
  }

  private CheckReport check(String config, SafetensorsEditor weights) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    Files.writeString(checkpoint.resolve("config.json"), config);
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
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
    CheckReport report = check(config(), weights());
    assertThat(report.warnings()).isEmpty();
    assertThat(difference(report, "itc")).isLessThan(1e-6);
    assertThat(difference(report, "itm")).isLessThan(1e-5);
  }

  /** Known mistakes, each of which must be seen at the tolerance. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text heads | \"num_attention_heads\": 3 | \"num_attention_heads\": 8",
        "vision heads | \"heads\": 4 | \"heads\": 8",
        "vision epsilon | \"eps\": 1e-06 | \"eps\": 1e-05"
      })
  void check_wrongConfiguration_isSeenAtTheTolerance(String mistake, String right, String wrong)
      throws IOException {
    assertThat(config()).contains(right);
    CheckReport report = check(config().replace(right, wrong), weights());
    assertThat(report.passes(ModelCheck.DEFAULT_TOLERANCE)).as(mistake + ": " + report).isFalse();
  }

  @Test
  void check_withoutTokenTypes_isSeenAsWrong() throws IOException {
    CheckReport report = check(config(), weights().remove(TYPES));
    assertThat(difference(report, "itc")).isGreaterThan(0.01);
    assertThat(difference(report, "itm")).isGreaterThan(0.01);
  }

  /** Where the layer before the last half looks at the picture, too, the fusion begins earlier. */
  @Test
  void check_fusionOneLayerEarlier_isSeenAsWrong() throws IOException {
    SafetensorsEditor weights = weights();
    for (Map.Entry<String, Parameter> entry : parameters().entrySet()) {
      if (entry.getKey().startsWith("text_encoder.encoder.layer.2.crossattention.")) {
        weights.put(
            entry.getKey().replace("layer.2", "layer.1"),
            "F32",
            entry.getValue().shape(),
            bytes(entry.getValue().values()));
      }
    }
    CheckReport report = check(config(), weights);
    assertThat(difference(report, "itc")).isGreaterThan(0.01);
    assertThat(difference(report, "itm")).isGreaterThan(0.01);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /** The fixture's floating-point tensors by the authors' names. */
  private static Map<String, Parameter> parameters() throws IOException {
    SafetensorsEditor weights = weights();
    Map<String, Parameter> parameters = new TreeMap<>();
    for (String name : weights.names()) {
      if (!name.endsWith("position_ids")) {
        List<Long> shape = weights.shape(name);
        FloatBuffer numbers =
            ByteBuffer.wrap(weights.data(name)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[numbers.remaining()];
        numbers.get(values);
        parameters.put(name, new Parameter(shape, values));
      }
    }
    return parameters;
  }

  /**
   * A checkpoint as the authors save it, momentum copies and queues included.
   *
   * @param prefix what the names of the text encoder begin with
   */
  private Path original(String prefix) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("albef-original"));
    Map<String, Parameter> tensors = new TreeMap<>();
    parameters()
        .forEach(
            (name, parameter) ->
                tensors.put(name.replaceFirst("^text_encoder\\.", prefix), parameter));
    Parameter extra = new Parameter(List.of(3L), new float[3]);
    for (String dropped :
        List.of(
            "visual_encoder_m.cls_token",
            "text_encoder_m.bert.x",
            "vision_proj_m.bias",
            "text_proj_m.bias",
            "text_encoder.cls.predictions.bias",
            "image_queue",
            "text_queue",
            "idx_queue",
            "queue_ptr")) {
      tensors.put(dropped, extra);
    }
    PthFile.write(checkpoint.resolve("mscoco.pth"), tensors);
    String vocabulary =
        Stream.concat(
                Stream.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
                IntStream.range(4, 202).mapToObj(id -> "word" + Integer.toString(id, 36)))
            .collect(java.util.stream.Collectors.joining("\n"));
    Files.writeString(checkpoint.resolve("vocab.txt"), vocabulary);
    return checkpoint;
  }

  private CheckReport checkOriginal(Path checkpoint) throws IOException {
    // The shapes cannot tell that heads are narrower than the authors' 64.
    Files.writeString(checkpoint.resolve("config.json"), config());
    return ModelCheck.check(checkpoint, Fixtures.path(FIXTURE + "/golden.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text_encoder.", "text_encoder.bert."})
  void check_filesOfTheAuthors_equalTheReference(String prefix) throws IOException {
    CheckReport report = checkOriginal(original(prefix));
    assertThat(difference(report, "itc")).isLessThan(1e-6);
    assertThat(difference(report, "itm")).isLessThan(1e-5);
  }

  @Test
  void importCheckpoint_noConfigurationAndHeadsOfAnotherWidth_saysSo() throws IOException {
    Path checkpoint = original("text_encoder.");
    ModelStore store = ModelStore.at(folder.resolve("models"));
    // 64 wide is one head of the authors' in the vision tower; 48 is none in the text tower.
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll("text tower", "48", "64");
  }

  @Test
  void importCheckpoint_original_matchesInBothDirections() throws IOException {
    Path checkpoint = original("text_encoder.bert.");
    Files.writeString(checkpoint.resolve("config.json"), config());
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(checkpoint);
    assertThat(bundle.family()).isEqualTo("albef");
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC, Capability.ITM);
    try (Model model = store.load(bundle)) {
      model.warmUp();
      MatchEncoder match = model.matchEncoder().orElseThrow();
      TokenizedText words = match.tokenize("word4 word1k word2z");
      assertThat(words)
          .isEqualTo(model.textEncoder().orElseThrow().tokenize("word4 word1k word2z"));
      ImageEncoder images = model.imageEncoder();
      byte[] samples = new byte[3 * 40 * 40];
      random.nextBytes(samples);
      PatchFeatures picture =
          images.features(List.of(images.preprocess(RgbImage.of(40, 40, samples)))).getFirst();
      ItmScore score = match.scoreImages(words, List.of(picture)).getFirst();
      assertThat(match.scoreTexts(picture, List.of(words)).getFirst().match())
          .as("seed %s", seed)
          .isCloseTo(score.match(), within(1e-5f));
      assertThat(model.scoring().rank(score, new ItcScore(0.5f))).isEqualTo(score.match());
    }
  }

  @Test
  void importCheckpoint_config384_resamplesPositions() throws IOException {
    Path checkpoint = original("text_encoder.");
    Files.writeString(
        checkpoint.resolve("config.json"), config().replace("\"image\": 32", "\"image\": 48"));
    Bundle bundle = ModelStore.at(folder.resolve("models")).importCheckpoint(checkpoint);
    assertThat(bundle.shape().imageSide()).isEqualTo(48);
    assertThat(bundle.shape().patches()).isEqualTo(37);
    assertThat(bundle.warnings()).anyMatch(warning -> warning.contains("from 32 pixels to 48"));
  }

  @Test
  void importCheckpoint_cleaning_isThatOfItsAuthors() throws IOException {
    Path checkpoint = original("text_encoder.");
    Files.writeString(checkpoint.resolve("config.json"), config());
    ModelStore store = ModelStore.at(folder.resolve("models"));
    ImportOptions cleaned =
        new ImportOptions(ImportOptions.FirstToken.ENC, null, true, Precision.F32);
    try (Model model = store.load(store.importCheckpoint(checkpoint, cleaned))) {
      TextEncoder texts = model.textEncoder().orElseThrow();
      assertThat(texts.tokenize("Word4, (word1k)-word2z/word3a!"))
          .isEqualTo(texts.tokenize("word4 word1k word2z word3a"));
      assertThat(texts.tokenize("word4 ".repeat(31)).truncated()).isTrue();
      assertThat(texts.tokenize("wo'rd4")).isEqualTo(texts.tokenize("word4"));
    }
  }
}
