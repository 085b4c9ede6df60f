package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CLIP for the vectors, the embedded BLIP for the rest. */
class PairedModelTest {

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void encode_pictureOfTwoModels_isTheVectorOfOneAndTheFeaturesOfTheOther() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle clip = store.importCheckpoint(Checkpoints.clip(folder));
    Bundle blip = store.embedded();
    byte[] samples = new byte[3 * 70 * 50];
    random.nextBytes(samples);
    RgbImage picture = RgbImage.of(70, 50, samples);
    try (Model both = store.load(clip, blip, WeightUse.MAPPED);
        Model first = store.load(clip);
        Model second = store.load(blip)) {
      ImageEncoder images = both.imageEncoder();

      ImageEncoding encoding = images.encode(List.of(images.preprocess(picture))).getFirst();

      assertThat(encoding.vector())
          .as("seed %s", seed)
          .isEqualTo(
              first
                  .imageEncoder()
                  .encode(List.of(first.imageEncoder().preprocess(picture)))
                  .getFirst()
                  .vector());
      PatchFeatures features =
          second
              .imageEncoder()
              .features(List.of(second.imageEncoder().preprocess(picture)))
              .getFirst();
      assertThat(encoding.features().toArray()).isEqualTo(features.toArray());
      assertThat(both.fingerprint()).isEqualTo(clip.fingerprint());
      assertThat(both.reranker()).isEqualTo(blip);
      assertThat(first.reranker()).isEqualTo(clip);
      assertThat(both.dimension()).isEqualTo(24);
      assertThat(images.patches()).isEqualTo(blip.shape().patches());
      assertThat(both.textEncoder().orElseThrow().tokenize("a red star"))
          .isEqualTo(first.textEncoder().orElseThrow().tokenize("a red star"));
      assertThat(both.matchEncoder().orElseThrow().tokenize("a red star"))
          .isEqualTo(second.matchEncoder().orElseThrow().tokenize("a red star"));
    }
  }

  @Test
  void encode_morePicturesThanOneModelFavours_isWhatEachPictureGivesAlone() throws IOException {
    try (Model both = clipBeforeBlip(ModelStore.at(folder.resolve("models")))) {
      ImageEncoder images = both.imageEncoder();
      List<PixelValues> pictures = new ArrayList<>();
      for (int i = 0; i < 2 * images.favouredBatch() + 1; i++) {
        byte[] samples = new byte[3 * 40 * 30];
        random.nextBytes(samples);
        pictures.add(images.preprocess(RgbImage.of(40, 30, samples)));
      }

      List<ImageEncoding> together = images.encode(pictures);

      assertThat(together).hasSameSizeAs(pictures);
      for (int i = 0; i < pictures.size(); i++) {
        ImageEncoding alone = images.encode(List.of(pictures.get(i))).getFirst();
        assertThat(together.get(i).vector().dot(alone.vector()).value())
            .as("picture %s, seed %s", i, seed)
            .isGreaterThan(0.99999f);
        assertThat(together.get(i).features().toArray())
            .as("picture %s, seed %s", i, seed)
            .usingComparatorWithPrecision(2e-5f)
            .containsExactly(alone.features().toArray());
      }
    }
  }

  @Test
  void scoring_ofTwoModels_isTheSecondOnesWithoutTheFirstOnesCosine() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    try (Model both = clipBeforeBlip(store)) {
      ItmScore score = new ItmScore(-1, 2);
      assertThat(both.scoring().rank(score, new ItcScore(0.3f))).isEqualTo(2);
      assertThat(both.scoring().probability(Optional.of(score), new ItcScore(0.3f)))
          .isEqualTo(store.embedded().scoring().probability(Optional.of(score), new ItcScore(0)));
      assertThat(both.scoring().probability(Optional.empty(), new ItcScore(0.3f))).isEmpty();
    }
  }

  @Test
  void load_modelsThatCannotDoTheirPart_areRefused() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle clip = store.importCheckpoint(Checkpoints.clip(folder));
    assertThatThrownBy(() -> store.load(store.embedded(), clip, WeightUse.MAPPED))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContainingAll("reranker", "tiny-clip");
  }

  @Test
  void load_theSameModelTwice_isThatModel() {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle blip = store.embedded();
    try (Model model = store.load(blip, blip, WeightUse.MAPPED)) {
      assertThat(model.bundle()).isEqualTo(blip);
      assertThat(model.scoring()).isEqualTo(blip.scoring());
    }
  }

  private Model clipBeforeBlip(ModelStore store) throws IOException {
    return store.load(
        store.importCheckpoint(Checkpoints.clip(folder)), store.embedded(), WeightUse.MAPPED);
  }
}
