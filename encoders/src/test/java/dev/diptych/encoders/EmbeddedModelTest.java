package dev.diptych.encoders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The model that ships inside, held against the reference implementation and against itself. */
class EmbeddedModelTest {

  @TempDir static Path folder;

  private static JsonNode golden;
  private static Model model;
  private static List<PixelValues> pixels;

  @BeforeAll
  static void load() throws IOException {
    golden =
        JsonMapper.shared().readTree(Files.readAllBytes(Fixtures.path("scenes-blip/golden.json")));
    ModelStore store = ModelStore.at(folder.resolve("models"));
    model = store.load(store.embedded());
    pixels = new ArrayList<>();
    for (JsonNode image : golden.get("pixel_values")) {
      pixels.add(PixelValues.of(56, floats(image)));
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void embedded_fingerprintKeptBesideIt_isItsOwn(Precision precision) throws IOException {
    // Else it would be unpacked and hashed anew at every start.
    String name = "scenes-blip/fingerprint-" + precision.label();
    try (InputStream resource = requireNonNull(ModelStore.class.getResourceAsStream(name), name)) {
      Bundle bundle = ModelStore.at(folder.resolve("models")).embedded(precision);
      assertThat(new String(resource.readAllBytes(), UTF_8).strip())
          .as(name)
          .isEqualTo(bundle.fingerprint().hex());
    }
  }

  private static Path unpack(String name) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve(name));
    for (String file :
        List.of("config.json", "model.safetensors", "preprocessor_config.json", "vocab.txt")) {
      try (InputStream resource = ModelStore.class.getResourceAsStream("scenes-blip/" + file)) {
        Files.copy(resource, checkpoint.resolve(file));
      }
    }
    return checkpoint;
  }

  private static float[] floats(JsonNode node) {
    List<Float> values = new ArrayList<>();
    collect(node, values);
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private static void collect(JsonNode node, List<Float> values) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, values));
    } else {
      values.add((float) node.doubleValue());
    }
  }

  @Test
  void check_embeddedCheckpoint_equalsReference() throws IOException {
    Path checkpoint = unpack("checkpoint");
    CheckReport report = ModelCheck.check(checkpoint, Fixtures.path("scenes-blip/golden.json"));
    assertThat(report.outputs())
        .extracting(Comparison::output)
        .containsExactly(
            "vision", "itc", "itm_cls", "itm_enc", "itm_enc_all", "logits", "generations");
    assertThat(report.outputs())
        .allSatisfy(output -> assertThat(output.largestDifference()).isLessThanOrEqualTo(2e-5));
  }

  @Test
  void publicEncoders_goldenTextsAndPictures_giveReferenceScores() {
    List<TokenizedText> texts = new ArrayList<>();
    List<TokenizedText> grounded = new ArrayList<>();
    for (JsonNode text : golden.get("texts")) {
      texts.add(model.textEncoder().orElseThrow().tokenize(text.stringValue()));
      grounded.add(model.matchEncoder().orElseThrow().tokenize(text.stringValue()));
    }
    List<ImageEncoding> images = model.imageEncoder().encode(pixels);
    List<Embedding> vectors = model.textEncoder().orElseThrow().encode(texts);
    List<PatchFeatures> features = images.stream().map(ImageEncoding::features).toList();
    for (int image = 0; image < images.size(); image++) {
      List<ItmScore> scores =
          model.matchEncoder().orElseThrow().scoreTexts(features.get(image), grounded);
      for (int text = 0; text < texts.size(); text++) {
        assertThat(images.get(image).vector().dot(vectors.get(text)).value())
            .isCloseTo(
                (float) golden.at("/itc/%s/%s".formatted(image, text)).doubleValue(),
                within(1e-5f));
        assertThat(scores.get(text).match())
            .isCloseTo(
                (float) golden.at("/itm_enc_all/%s/%s/1".formatted(image, text)).doubleValue(),
                within(2e-5f));
        List<ItmScore> others =
            model.matchEncoder().orElseThrow().scoreImages(grounded.get(text), features);
        assertThat(others.get(image).match()).isCloseTo(scores.get(text).match(), within(1e-5f));
        assertThat(others.get(image).noMatch())
            .isCloseTo(scores.get(text).noMatch(), within(1e-5f));
      }
    }
  }

  @Test
  void scoreImages_firstTokenCls_equalsTheReferenceWithCls() throws IOException {
    Path checkpoint = unpack("with-cls");
    ModelStore store = ModelStore.at(folder.resolve("models-with-cls"));
    ImportOptions options =
        new ImportOptions(ImportOptions.FirstToken.CLS, null, false, Precision.F32);
    try (Model cls = store.load(store.importCheckpoint(checkpoint, options))) {
      List<PatchFeatures> features = cls.imageEncoder().features(pixels);
      for (int i = 0; i < features.size(); i++) {
        TokenizedText text =
            cls.matchEncoder().orElseThrow().tokenize(golden.at("/texts/" + i).stringValue());
        ItmScore score =
            cls.matchEncoder().orElseThrow().scoreImages(text, List.of(features.get(i))).getFirst();
        assertThat(score.match())
            .isCloseTo(
                (float) golden.at("/itm_cls/%s/1".formatted(i)).doubleValue(), within(2e-5f));
      }
    }
  }

  @Test
  void describe_goldenPicture_saysWhatIsInIt() {
    List<PatchFeatures> features = model.imageEncoder().features(pixels);
    for (PatchFeatures each : features) {
      String caption = model.captioner().orElseThrow().describe(each, CaptionOptions.DEFAULT);
      assertThat(caption).isNotBlank().doesNotContain("[", "picture of");
    }
  }

  @Test
  void write_sideBySide_isAsOneByOneAndRepeatable() {
    Captioner captioner = model.captioner().orElseThrow();
    List<PatchFeatures> features = model.imageEncoder().features(pixels);
    List<Long> seeds = List.of(7L, 8L, 9L);
    List<List<String>> together = captioner.write(features, seeds, CaptionPlan.of(5));
    assertThat(captioner.write(features, seeds, CaptionPlan.of(5))).isEqualTo(together);
    for (int i = 0; i < features.size(); i++) {
      List<PatchFeatures> one = List.of(features.get(i));
      List<Long> seed = List.of(seeds.get(i));
      assertThat(captioner.write(one, seed, CaptionPlan.of(5)).getFirst())
          .isEqualTo(together.get(i));
      List<String> fewer = captioner.write(one, seed, CaptionPlan.of(2)).getFirst();
      assertThat(together.get(i)).as("the first of more").startsWith(fewer.toArray(String[]::new));
      assertThat(fewer.getFirst())
          .as("the first is what beam search finds")
          .isEqualTo(captioner.describe(features.get(i), CaptionPlan.of(1).search()));
      assertThat(captioner.write(one, List.of(99L + i), CaptionPlan.of(20)).getFirst())
          .as("sampling differs")
          .hasSizeGreaterThan(10)
          .matches(captions -> captions.stream().distinct().count() > 2);
    }
  }

  @Test
  void embedded_secondCall_findsTheSameBundle() {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    assertThat(store.embedded()).isEqualTo(model.bundle());
    assertThat(store.list()).hasSize(1);
    assertThat(store.find(model.fingerprint().shortForm())).isEqualTo(model.bundle());
  }
}
