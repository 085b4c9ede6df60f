package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A VLMo with its pass over pairs, imported and opened. */
class VlmoModelTest {

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private PatchFeatures picture(Model model, int width, int height) {
    byte[] samples = new byte[3 * width * height];
    random.nextBytes(samples);
    ImageEncoder images = model.imageEncoder();
    return images
        .features(List.of(images.preprocess(RgbImage.of(width, height, samples))))
        .getFirst();
  }

  @Test
  void score_manyPairsTogether_isThatOfEachAlone() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(Checkpoints.vlmoWithPairs(folder));
    assertThat(bundle.capabilities()).containsExactly(Capability.ITC, Capability.ITM);
    assertThat(bundle.readsMergedTokens()).isFalse();
    assertThat(bundle.scoring().label()).isEqualTo("match+cosine");
    try (Model model = store.load(bundle)) {
      model.warmUp();
      List<PatchFeatures> pictures = List.of(picture(model, 50, 40), picture(model, 10, 90));
      MatchEncoder match = model.matchEncoder().orElseThrow();
      List<TokenizedText> texts = new ArrayList<>();
      for (String text : List.of("a b c", "", "d e f g h i j")) {
        texts.add(match.tokenize(text));
      }
      for (int text = 0; text < texts.size(); text++) {
        for (int i = 0; i < pictures.size(); i++) {
          float alone =
              match.scoreImages(texts.get(text), List.of(pictures.get(i))).getFirst().match();
          assertThat(match.scoreImages(texts.get(text), pictures).get(i).match())
              .as("seed %s", seed)
              .isCloseTo(alone, within(1e-5f));
          assertThat(match.scoreTexts(pictures.get(i), texts).get(text).match())
              .as("seed %s", seed)
              .isCloseTo(alone, within(1e-5f));
        }
      }
    }
  }

  @Test
  void importCheckpoint_int8_staysNearFloats() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Path checkpoint = Checkpoints.vlmoWithPairs(folder);
    Bundle floats = store.importCheckpoint(checkpoint);
    Bundle integers =
        store.importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(Precision.INT8));
    try (Model exact = store.load(floats);
        Model rounded = store.load(integers)) {
      random.setSeed(7);
      byte[] samples = new byte[3 * 41 * 60];
      random.nextBytes(samples);
      PixelValues pixels = exact.imageEncoder().preprocess(RgbImage.of(41, 60, samples));
      ImageEncoding picture = exact.imageEncoder().encode(List.of(pixels)).getFirst();
      assertThat(
              picture
                  .vector()
                  .dot(rounded.imageEncoder().encode(List.of(pixels)).getFirst().vector())
                  .value())
          .isGreaterThan(0.99f);
      TokenizedText text = exact.matchEncoder().orElseThrow().tokenize("a b c d");
      assertThat(score(rounded, text, picture.features()))
          .isCloseTo(score(exact, text, picture.features()), within(0.2f));
    }
  }

  private static float score(Model model, TokenizedText text, PatchFeatures picture) {
    return model
        .matchEncoder()
        .orElseThrow()
        .scoreImages(text, List.of(picture))
        .getFirst()
        .match();
  }
}
