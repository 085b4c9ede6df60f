package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold of any model: batches, directions and threads change nothing. */
class ModelTest {

  private static final List<String> WORDS =
      List.of(
          "a",
          "red",
          "blue",
          "circle",
          "square",
          "star",
          "above",
          "to the left of",
          "small",
          "and",
          "zebra");

  @TempDir static Path folder;

  private static Model model;
  private static TextEncoder texts;
  private static MatchEncoder match;
  private static long seed;
  private static List<PixelValues> pixels;
  private static List<TokenizedText> captions;

  /** The same captions, as ITM reads them. */
  private static List<TokenizedText> grounded;

  @BeforeAll
  static void load() {
    ModelStore store = ModelStore.at(folder);
    model = store.load(store.embedded());
    texts = model.textEncoder().orElseThrow();
    match = model.matchEncoder().orElseThrow();
    seed = System.nanoTime();
    Random random = new Random(seed);
    pixels = new ArrayList<>();
    captions = new ArrayList<>();
    grounded = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      float[] values = new float[3 * 56 * 56];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      pixels.add(PixelValues.of(56, values));
      StringBuilder caption = new StringBuilder("a");
      for (int word = random.nextInt(12); word >= 0; word--) {
        caption.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
      }
      captions.add(texts.tokenize(caption.toString()));
      grounded.add(match.tokenize(caption.toString()));
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static List<PatchFeatures> features() {
    return model.imageEncoder().features(pixels);
  }

  @Test
  void encode_imagesInABatch_equalsOneByOne() {
    List<ImageEncoding> batch = model.imageEncoder().encode(pixels);
    for (int i = 0; i < pixels.size(); i++) {
      ImageEncoding single = model.imageEncoder().encode(List.of(pixels.get(i))).getFirst();
      assertThat(single.vector().toArray())
          .as("seed %s", seed)
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(batch.get(i).vector().toArray());
      assertThat(single.features().toArray())
          .as("seed %s", seed)
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(batch.get(i).features().toArray());
    }
  }

  @Test
  void encode_textsInABatch_equalsOneByOne() {
    List<Embedding> batch = texts.encode(captions);
    for (int i = 0; i < captions.size(); i++) {
      assertThat(texts.encode(List.of(captions.get(i))).getFirst().toArray())
          .as("seed %s", seed)
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(batch.get(i).toArray());
    }
  }

  @Test
  void score_bothDirectionsAndOneByOne_agree() {
    List<PatchFeatures> features = features();
    for (int image = 0; image < features.size(); image++) {
      List<ItmScore> forTexts = match.scoreTexts(features.get(image), grounded);
      for (int text = 0; text < grounded.size(); text++) {
        ItmScore forImages = match.scoreImages(grounded.get(text), features).get(image);
        ItmScore single =
            match.scoreImages(grounded.get(text), List.of(features.get(image))).getFirst();
        ItmScore otherSingle =
            match.scoreTexts(features.get(image), List.of(grounded.get(text))).getFirst();
        for (ItmScore score : List.of(forImages, single, otherSingle)) {
          assertThat(score.match())
              .as("seed %s", seed)
              .isCloseTo(forTexts.get(text).match(), within(1e-5f));
          assertThat(score.noMatch())
              .as("seed %s", seed)
              .isCloseTo(forTexts.get(text).noMatch(), within(1e-5f));
        }
      }
    }
  }

  @Test
  void score_fromManyThreads_equalsSerial() throws Exception {
    List<PatchFeatures> features = features();
    List<List<ItmScore>> serial =
        grounded.stream().map(caption -> match.scoreImages(caption, features)).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<List<ItmScore>>>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(
            threads.submit(
                () ->
                    grounded.stream()
                        .map(caption -> match.scoreImages(caption, features))
                        .toList()));
      }
      for (Future<List<List<ItmScore>>> run : runs) {
        assertThat(run.get()).isEqualTo(serial);
      }
    }
  }

  @Test
  void load_weightsPacked_scoresTheSame() {
    List<PatchFeatures> features = features();
    ModelStore store = ModelStore.at(folder);
    try (Model packed = store.load(store.embedded(), WeightUse.PACKED)) {
      for (TokenizedText caption : grounded) {
        List<ItmScore> expected = match.scoreImages(caption, features);
        List<ItmScore> scores = packed.matchEncoder().orElseThrow().scoreImages(caption, features);
        for (int i = 0; i < scores.size(); i++) {
          assertThat(scores.get(i).match())
              .as("seed %s", seed)
              .isCloseTo(expected.get(i).match(), within(1e-5f));
        }
      }
    }
  }

  @Test
  void tokenize_tooLong_isCutAtTheLimitAndSaysSo() {
    TokenizedText text = texts.tokenize(String.join(" ", Collections.nCopies(5000, "red star")));
    assertThat(text.length()).isEqualTo(texts.tokenLimit()).isEqualTo(48);
    assertThat(text.truncated()).isTrue();
    assertThat(texts.encode(List.of(text)).getFirst().dimension()).isEqualTo(64);
  }

  @Test
  void describe_promptAndBeams_changeTheSearch() {
    Captioner captioner = model.captioner().orElseThrow();
    for (PatchFeatures features : features()) {
      assertThat(captioner.describe(features, new CaptionOptions("", 1, 5, 0, 1f)).split(" "))
          .hasSizeLessThan(6);
      assertThat(captioner.describe(features, new CaptionOptions("there is", 4, 30, 8, 1f)))
          .doesNotStartWith("there is");
    }
  }

  @Test
  void encode_onAnInterruptedThread_finishesAndKeepsTheInterrupt() {
    Embedding expected = texts.encode(captions.subList(0, 1)).getFirst();
    Thread.currentThread().interrupt();
    Embedding encoded = texts.encode(captions.subList(0, 1)).getFirst();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(encoded).isEqualTo(expected);
  }

  @Test
  void use_afterClose_saysSo() {
    ModelStore store = ModelStore.at(folder);
    Model closed = store.load(store.embedded());
    closed.warmUp();
    closed.close();
    assertThatThrownBy(() -> closed.imageEncoder().encode(pixels))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
