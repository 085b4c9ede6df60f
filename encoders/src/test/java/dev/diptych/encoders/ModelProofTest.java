package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.PublishedValues.Cosine;
import dev.diptych.encoders.PublishedValues.Match;
import dev.diptych.encoders.PublishedValues.Numeric;
import dev.diptych.encoders.PublishedValues.Picture;
import dev.diptych.encoders.PublishedValues.Probability;
import dev.diptych.encoders.PublishedValues.Value;
import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published values against models of families that come to theirs in ways of their own. */
class ModelProofTest {

  private static final String TEXT = "a b c";

  @TempDir Path folder;

  private static byte[] picture() throws IOException {
    return Files.readAllBytes(Fixtures.path("scenes-eval/images/003.png"));
  }

  private static List<ModelProof.Row> prove(Model model, Value... values) throws IOException {
    return ModelProof.prove(
        model,
        picture(),
        new PublishedValues(
            "mine", new Picture("a scene", "here", Optional.empty()), "", List.of(values)));
  }

  private Model load(Path checkpoint) {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    return store.load(store.importCheckpoint(checkpoint));
  }

  /** Pictures without vectors have the cosine 0: what the logits are more by is the cosine. */
  @Test
  void prove_blip2_tellsTheCosineThatItsLogitsHave() throws IOException {
    try (Model model = load(Checkpoints.blip2(folder))) {
      ImageEncoder images = model.imageEncoder();
      PatchFeatures features =
          images
              .features(
                  List.of(images.preprocess(ImageReader.standard().read(picture(), "scene.png"))))
              .getFirst();
      float[] numbers = features.toArray();
      Arrays.fill(numbers, (features.patches() - 5) * features.width(), numbers.length, 0);
      PatchFeatures bare = PatchFeatures.of(features.patches(), features.width(), numbers);
      MatchEncoder pairs = model.matchEncoder().orElseThrow();
      TokenizedText text = pairs.tokenize(TEXT);
      float match = pairs.scoreImages(text, List.of(bare)).getFirst().match();
      float noMatch = pairs.scoreImages(text, List.of(bare)).getFirst().noMatch();
      double cosine = pairs.scoreImages(text, List.of(features)).getFirst().match() - match;
      double softmax = 1 / (1 + Math.exp((double) noMatch - match));
      assertThat(Math.abs(cosine)).isGreaterThan(0.01);

      assertThat(
              prove(model, new Cosine(TEXT, cosine, 1e-5), new Match(TEXT, false, softmax, 1e-5)))
          .hasSize(2)
          .allMatch(ModelProof.Row::agrees);
      assertThat(prove(model, new Cosine(TEXT, cosine + 2e-4, 1e-4)))
          .noneMatch(ModelProof.Row::agrees);
    }
  }

  /** The numbers of the reference, by the scale and bias of the fixture. */
  @Test
  void prove_siglip_tellsTheSigmoidOfTheScaledCosine() throws IOException {
    try (Model model = load(Checkpoints.siglip(folder))) {
      ImageEncoder images = model.imageEncoder();
      TextEncoder texts = model.textEncoder().orElseThrow();
      PixelValues pixels = images.preprocess(ImageReader.standard().read(picture(), "scene.png"));
      double cosine =
          images
              .encode(List.of(pixels))
              .getFirst()
              .vector()
              .dot(texts.encode(List.of(texts.tokenize(TEXT))).getFirst())
              .value();
      FixtureCheckpoint fixture = new FixtureCheckpoint("siglip-tiny", folder);
      double logit =
          Math.exp(fixture.number("logit_scale")) * cosine + fixture.number("logit_bias");
      double sigmoid = 1 / (1 + Math.exp(-logit));
      assertThat(prove(model, new Probability(TEXT, sigmoid, 1e-6)))
          .singleElement()
          .matches(ModelProof.Row::agrees);
      assertThat(prove(model, new Probability(TEXT, sigmoid + 1e-3, 1e-4)))
          .noneMatch(ModelProof.Row::agrees);
    }
  }

  @Test
  void known_valuesOfEveryFamily_haveASourceAndATolerance() {
    Map<String, PublishedValues> known =
        PublishedValues.known().stream()
            .collect(Collectors.toMap(PublishedValues::model, values -> values));
    assertThat(known)
        .containsOnlyKeys(
            "blip-itm-base-coco",
            "blip-itm-large-coco",
            "blip-image-captioning-base",
            "clip-vit-base-patch32",
            "siglip-base-patch16-224",
            "blip2-itm-vit-g");
    known.forEach(
        (model, values) -> {
          assertThat(values.source()).as(model).contains("tests of");
          for (Value value : values.values()) {
            if (value instanceof Numeric numeric) {
              assertThat(numeric.value()).as(value.what()).isBetween(-1.0, 1.0);
              // An absolute difference as large as the value itself would let anything through.
              assertThat(numeric.tolerance())
                  .as(value.what())
                  .isPositive()
                  .isLessThan(Math.abs(numeric.value()) / 5);
            }
          }
        });
    List<Value> siglip = Objects.requireNonNull(known.get("siglip-base-patch16-224")).values();
    double[] logits = {-0.7567, -10.3354};
    for (int i = 0; i < logits.length; i++) {
      assertThat(((Probability) siglip.get(i)).value())
          .isCloseTo(1 / (1 + Math.exp(-logits[i])), within(1e-6));
    }
  }
}
