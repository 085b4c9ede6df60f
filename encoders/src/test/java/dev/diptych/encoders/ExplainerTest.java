package dev.diptych.encoders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.WordKind.Role;
import dev.diptych.encoders.WordMap.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where words are, as far as it needs no picture of a scene; pointing is measured in cli. */
class ExplainerTest {

  @TempDir Path folder;

  private final long seed = System.nanoTime();

  private PatchFeatures noise(Model model) {
    Random random = new Random(seed);
    int side = model.imageEncoder().side();
    byte[] samples = new byte[3 * side * side];
    random.nextBytes(samples);
    PixelValues pixels = model.imageEncoder().preprocess(RgbImage.of(side, side, samples));
    return model.imageEncoder().features(List.of(pixels)).getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void explain_caption_namesWordsAndPhrases(Precision precision) {
    ModelStore store = ModelStore.at(folder);
    try (Model model = store.load(store.embedded(precision))) {
      Explanation explained =
          model
              .explainer()
              .orElseThrow()
              .explain(
                  "A small RED star, left of two grey rings (on a navy background)", noise(model));

      assertThat(explained.words())
          .extracting(WordMap::words)
          .containsExactly(
              "A",
              "small",
              "RED",
              "star",
              "left",
              "of",
              "two",
              "grey",
              "rings",
              "on",
              "a",
              "navy",
              "background");
      assertThat(explained.words())
          .extracting(WordMap::kind)
          .containsExactly(
              "word",
              "size",
              "colour",
              "shape",
              "relation",
              "word",
              "number",
              "colour",
              "shape",
              "word",
              "word",
              "colour",
              "ground");
      assertThat(explained.phrases())
          .extracting(WordMap::words)
          .containsExactly("small RED star", "two grey rings", "navy background");
      assertThat(explained.words().getFirst().finding()).isEqualTo(Finding.NO_PLACE);
      assertThat(explained.words().getFirst().map()).isEmpty();
      assertThat(explained.form()).contains("found on").contains("synthetic scenes");
    }
  }

  @Test
  void explain_mergedTokens_saysInOneSentenceThatItCannot() {
    ModelStore store = ModelStore.at(folder);
    try (Model model = store.load(store.embedded())) {
      PatchFeatures merged = new TokenBudget(12).apply(noise(model));
      assertThatThrownBy(() -> model.explainer().orElseThrow().explain("a star", merged))
          .isInstanceOfSatisfying(
              DiptychException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
          .hasMessageContaining("merged");
    }
  }

  @Test
  void explain_modelOfWhichNothingIsKnown_mapsEveryWordByItsNorm() {
    ModelStore store = ModelStore.at(folder);
    Bundle bundle = store.embedded();
    store.recordGrounding(bundle, Grounding.NONE);
    try (Model model = store.load(bundle)) {
      Explanation explained =
          model.explainer().orElseThrow().explain("a red star and a ring", noise(model));

      assertThat(explained.phrases()).extracting(WordMap::words).containsExactly("red star");
      assertThat(explained.words())
          .filteredOn(word -> word.map().isPresent())
          .extracting(WordMap::words)
          .containsExactly("red", "star", "ring");
      assertThat(explained.words())
          .filteredOn(word -> word.map().isPresent())
          .allSatisfy(word -> assertThat(word.finding()).isEqualTo(Finding.UNKNOWN));
      assertThat(explained.form()).contains("not known of this model");
    }
  }

  @Test
  void embedded_bundleCompiledBeforeTheGraph_isCompiledAnew() throws IOException {
    ModelStore store = ModelStore.at(folder);
    Bundle earlier = store.embedded();
    Path manifest = earlier.folder().resolve("bundle.json");
    String json = Files.readString(manifest);
    Files.writeString(
        manifest, json.replaceFirst("(?s)\"match-words.onnx\" : \\{.*?\\},", ""), UTF_8);
    Files.delete(earlier.folder().resolve("match-words.onnx"));
    assertThat(store.list()).as("still runs").containsExactly(earlier);
    try (Model model = store.load(earlier)) {
      assertThat(model.matchEncoder()).isPresent();
      assertThat(model.explainer()).isEmpty();
    }

    Bundle anew = store.embedded();

    assertThat(anew).isEqualTo(earlier);
    try (Model model = store.load(anew)) {
      assertThat(model.explainer()).isPresent();
    }
  }

  @Test
  void grounding_recorded_isReadAsItWas() {
    ModelStore store = ModelStore.at(folder);
    Bundle bundle = store.embedded();
    Grounding known = store.grounding(bundle);

    assertThat(known.kinds())
        .extracting(WordKind::role)
        .contains(Role.THING, Role.ATTRIBUTE, Role.MODIFIER, Role.RELATION, Role.GROUND);
    store.recordGrounding(bundle, known);
    assertThat(store.grounding(bundle)).isEqualTo(known);
  }

  @Test
  void heatMap_weights_sumToOne() {
    HeatMap map = HeatMap.of(2, 3, new float[] {0, 1, 1, 2, 0, 4});
    assertThat(map.at(1, 2)).isCloseTo(.5f, within(1e-6f));
    assertThat(map.peak()).isCloseTo(.5f, within(1e-6f));
    assertThat(HeatMap.of(1, 2, new float[2]).toArray()).containsExactly(.5f, .5f);
    assertThatThrownBy(() -> HeatMap.of(1, 2, new float[] {1, -1}))
        .isInstanceOf(DiptychException.class);
  }
}
