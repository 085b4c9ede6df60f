package dev.diptych.testkit.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold of every {@link Model}: of any family, and of two put together. */
public abstract class ModelContract {

  private static final float SAME = 1e-5f;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** {@return a model to use and to close} */
  protected abstract Model open() throws IOException;

  /** {@return whether it must say where words are in a picture} */
  protected boolean explains(Model model) {
    return model.matchEncoder().isPresent();
  }

  private PixelValues picture(Model model) {
    int width = 20 + random.nextInt(60);
    int height = 20 + random.nextInt(60);
    byte[] samples = new byte[3 * width * height];
    random.nextBytes(samples);
    return model.imageEncoder().preprocess(RgbImage.of(width, height, samples));
  }

  @Test
  void parts_ofAModel_areThoseOfItsCapabilities() throws IOException {
    try (Model model = open()) {
      List<Capability> can = model.bundle().capabilities();
      assertThat(model.textEncoder().isPresent()).isEqualTo(can.contains(Capability.ITC));
      assertThat(model.matchEncoder().isPresent()).isEqualTo(can.contains(Capability.ITM));
      assertThat(model.dimension()).isEqualTo(model.bundle().shape().dimension());
      assertThat(model.imageEncoder().patches()).isEqualTo(model.bundle().shape().patches());
      assertThat(model.imageEncoder().width()).isEqualTo(model.bundle().shape().visionWidth());
    }
  }

  @Test
  void explain_anyText_scoresAsTheMatchEncoderDoes() throws IOException {
    try (Model model = open()) {
      assertThat(model.explainer().isPresent()).isEqualTo(explains(model));
      if (model.explainer().isEmpty()) {
        return;
      }
      MatchEncoder match = model.matchEncoder().orElseThrow();
      PatchFeatures picture = model.imageEncoder().features(List.of(picture(model))).getFirst();
      for (String text : List.of("", "a", "b c, d", "a ".repeat(100))) {
        Explanation explained = model.explainer().orElseThrow().explain(text, picture);

        ItmScore score = match.scoreImages(match.tokenize(text), List.of(picture)).getFirst();
        assertThat(explained.itm().match())
            .as("seed %s, \"%s\"", seed, text)
            .isCloseTo(score.match(), within(1e-4f));
        assertThat(explained.itm().noMatch()).isCloseTo(score.noMatch(), within(1e-4f));
        int side = (int) Math.round(Math.sqrt(model.imageEncoder().patches() - 1.0));
        assertThat(explained.words())
            .flatExtracting(word -> word.map().stream().toList())
            .allSatisfy(
                map -> {
                  assertThat(map.rows()).isEqualTo(side);
                  assertThat(map.columns()).isEqualTo(side);
                  double sum = 0;
                  for (float share : map.toArray()) {
                    sum += share;
                  }
                  assertThat(sum).isCloseTo(1, within(1e-4));
                });
        assertThat(explained.truncated()).isEqualTo(match.tokenize(text).truncated());
      }
    }
  }

  @Test
  void encode_inABatch_equalsOneByOne() throws IOException {
    try (Model model = open()) {
      List<PixelValues> pictures = List.of(picture(model), picture(model), picture(model));
      List<ImageEncoding> together = model.imageEncoder().encode(pictures);
      TextEncoder texts = model.textEncoder().orElseThrow();
      List<TokenizedText> words = new ArrayList<>();
      for (String text : List.of("a", "a b c d", "x y")) {
        words.add(texts.tokenize(text));
      }
      List<Embedding> vectors = texts.encode(words);
      assertThat(vectors).allMatch(vector -> vector.count() == 1);
      assertThat(together)
          .allMatch(each -> each.vector().count() == model.bundle().shape().imageVectors())
          .allMatch(each -> each.vector().dimension() == model.dimension());
      for (int i = 0; i < pictures.size(); i++) {
        ImageEncoding alone = model.imageEncoder().encode(List.of(pictures.get(i))).getFirst();
        assertNear(alone.vector().toArray(), together.get(i).vector().toArray());
        assertNear(alone.features().toArray(), together.get(i).features().toArray());
        assertNear(
            texts.encode(List.of(words.get(i))).getFirst().toArray(), vectors.get(i).toArray());
      }
    }
  }

  @Test
  void score_bothDirections_agreeAndRankFinitely() throws IOException {
    try (Model model = open()) {
      if (model.matchEncoder().isEmpty()) {
        return;
      }
      MatchEncoder match = model.matchEncoder().orElseThrow();
      List<PatchFeatures> pictures =
          model.imageEncoder().features(List.of(picture(model), picture(model)));
      TokenizedText words = match.tokenize("a b c");
      for (int i = 0; i < pictures.size(); i++) {
        var forImages = match.scoreImages(words, pictures).get(i);
        var forTexts = match.scoreTexts(pictures.get(i), List.of(words)).getFirst();
        assertNear(
            new float[] {forImages.noMatch(), forImages.match()},
            new float[] {forTexts.noMatch(), forTexts.match()});
        assertThat(model.scoring().rank(forImages, new ItcScore(0.1f))).isFinite();
        assertThat(model.scoring().probability(Optional.of(forImages), new ItcScore(0.1f)))
            .hasValueSatisfying(p -> assertThat(p.calibrated()).as("by the pair alone").isFalse());
      }
    }
  }

  @Test
  void tokenize_nothing_hasNoContentAndCanBeEncoded() throws IOException {
    try (Model model = open()) {
      TextEncoder texts = model.textEncoder().orElseThrow();
      TokenizedText nothing = texts.tokenize(" ");
      assertThat(nothing.hasContent()).isFalse();
      assertThat(texts.tokenize("a").hasContent()).isTrue();
      assertThat(texts.encode(List.of(nothing))).hasSize(1);
      TokenizedText cut = texts.tokenize("a ".repeat(2 * texts.tokenLimit()));
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.length()).isEqualTo(texts.tokenLimit());
    }
  }

  @Test
  void encode_closedModel_isRefused() throws IOException {
    Model model = open();
    PixelValues picture = picture(model);
    model.close();
    assertThatThrownBy(() -> model.imageEncoder().encode(List.of(picture)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("closed");
  }

  private void assertNear(float[] actual, float[] expected) {
    assertThat(actual)
        .as("seed %s", seed)
        .usingComparatorWithPrecision(SAME)
        .containsExactly(expected);
  }
}
