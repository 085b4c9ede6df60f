package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.index.FeatureFormat;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.TruePair;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.testkit.Fixtures;
import dev.diptych.testkit.models.EmbeddedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recall@1 of the whole path, files in and results out, against what the reference implementation
 * reached with the same model. A hit is any true pair, not only the own one.
 */
@ExtendWith(EmbeddedModel.class)
class SceneQualityTest {

  private static final Logger log = LoggerFactory.getLogger(SceneQualityTest.class);
  private static final List<Integer> DEPTHS = List.of(0, 4, 8, 16, 32, 64);
  private static final long FRESH_SEED = 2026;

  @TempDir Path index;

  @SuppressWarnings("NullAway.Init") // JUnit fills it in
  private static Model model;

  @BeforeAll
  static void load(Model embedded) {
    model = embedded;
  }

  @Test
  void recallAt1_scenesEval_isThatOfTheReference() throws IOException {
    SceneEvaluation evaluation = SceneEvaluation.read(Fixtures.path("scenes-eval/eval.json"));
    assertThat(evaluation.reference()).hasSize(12);

    measure(evaluation, files("scenes-eval", evaluation), FeatureFormat.F16)
        .forEach((name, r1) -> assertNear(name, r1, evaluation.reference().get(name), 2));
  }

  @Test
  void recallAt1_nearMisses_isThatOfTheReference() throws IOException {
    SceneEvaluation evaluation = SceneEvaluation.read(Fixtures.path("scenes-near-miss/eval.json"));
    assertThat(evaluation.reference()).hasSize(5);

    measure(evaluation, files("scenes-near-miss", evaluation), FeatureFormat.F32)
        .forEach((name, r1) -> assertNear(name, r1, evaluation.reference().get(name), 2));
  }

  @Test
  void recallAt1_freshScenesDrawnHere_isNearThatOfTheReference() {
    SceneEvaluation evaluation = SceneEvaluation.drawFresh(300, FRESH_SEED);
    Map<String, Double> reference =
        SceneEvaluation.read(Fixtures.path("scenes-eval/eval.json")).reference();
    List<byte[]> files =
        evaluation.pictures().stream()
            .map(picture -> SceneRenderer.renderPng(picture.scene(), 256, picture.seed()))
            .toList();
    SceneEvaluation judged =
        new SceneEvaluation(
            evaluation.captions(), evaluation.pictures(), evaluation.truePairs(), reference);

    measure(judged, files, FeatureFormat.F16)
        .forEach((name, r1) -> assertNear(name, r1, reference.get(name), 4));
  }

  /** What int8 and a quarter of the tokens lose; docs/decisions/0013 has all figures. */
  @ParameterizedTest
  @CsvSource({"INT8,50", "F32,13", "INT8,13"})
  void recallAt1_cheaperFeatures_losesAtMostAPoint(FeatureFormat format, int tokens)
      throws IOException {
    for (String fixture : List.of("scenes-eval", "scenes-near-miss")) {
      SceneEvaluation evaluation =
          atDepth16(SceneEvaluation.read(Fixtures.path(fixture + "/eval.json")));
      measure(evaluation, files(fixture, evaluation), format, tokens)
          .forEach((name, r1) -> assertNear(name, r1, evaluation.reference().get(name), 1.01));
    }
  }

  private static SceneEvaluation atDepth16(SceneEvaluation all) {
    Map<String, Double> reference = new TreeMap<>(all.reference());
    reference.keySet().removeIf(name -> !name.endsWith(" depth 16"));
    assertThat(reference).isNotEmpty();
    return new SceneEvaluation(all.captions(), all.pictures(), all.truePairs(), reference);
  }

  private static void assertNear(
      String name, double r1, @Nullable Double reference, double points) {
    assertThat(reference).as(name).isNotNull();
    assertThat(r1).as("%s, fresh seed %s", name, FRESH_SEED).isCloseTo(reference, within(points));
  }

  private static List<byte[]> files(String fixture, SceneEvaluation evaluation) throws IOException {
    Path folder = Fixtures.path(fixture);
    List<byte[]> files = new ArrayList<>();
    for (SceneEvaluation.Picture picture : evaluation.pictures()) {
      files.add(Files.readAllBytes(folder.resolve(picture.name())));
    }
    return files;
  }

  /** Recall@1 in percent for each name that the reference has. */
  private Map<String, Double> measure(
      SceneEvaluation evaluation, List<byte[]> files, FeatureFormat format) {
    return measure(evaluation, files, format, model.imageEncoder().patches());
  }

  private Map<String, Double> measure(
      SceneEvaluation evaluation, List<byte[]> files, FeatureFormat format, int tokens) {
    Map<String, Double> recall = new TreeMap<>();
    Path folder = index.resolve("of %s pictures".formatted(files.size()));
    try (SceneIndex scenes = new SceneIndex(folder, model, format, tokens)) {
      scenes.addPictures(0, files);
      scenes.addTexts(0, evaluation.captions().stream().map(Caption::text).toList());
      scenes.commit();
      try (SearchEngine engine =
          scenes.open(new SearchOptions(64 << 20, 256 << 20, 16, Duration.ZERO))) {
        recall.putAll(textToImage(engine, evaluation));
        recall.putAll(imageToText(engine, evaluation, files));
      }
    }
    recall.forEach(
        (name, r1) ->
            log.info(
                "R@1 {} tokens as {}: {} {} (reference {})",
                tokens,
                format,
                name,
                String.format(Locale.ROOT, "%.1f", r1),
                evaluation.reference().get(name)));
    assertThat(recall).hasSameSizeAs(evaluation.reference());
    return recall;
  }

  private static Map<String, Double> textToImage(SearchEngine engine, SceneEvaluation evaluation) {
    List<Caption> captions = evaluation.captions();
    List<Integer> depths = depths("text to image depth ", evaluation);
    return percent(
        "text to image depth ",
        depths,
        captions.size(),
        caption -> {
          Query query = new Query.Text(captions.get(caption).text()).byVectors();
          return best(engine, query, Modality.IMAGE, depths).stream()
              .map(picture -> evaluation.truePairs().contains(new TruePair(caption, picture)))
              .toList();
        });
  }

  private static Map<String, Double> imageToText(
      SearchEngine engine, SceneEvaluation evaluation, List<byte[]> files) {
    List<Integer> depths = depths("image to text depth ", evaluation);
    return percent(
        "image to text depth ",
        depths,
        files.size(),
        picture -> {
          Query query = Query.Image.of(files.get(picture));
          return best(engine, query, Modality.TEXT, depths).stream()
              .map(caption -> evaluation.truePairs().contains(new TruePair(caption, picture)))
              .toList();
        });
  }

  /** {@return the depths that the reference has a figure for} */
  private static List<Integer> depths(String name, SceneEvaluation evaluation) {
    return DEPTHS.stream()
        .filter(depth -> evaluation.reference().containsKey(name + depth))
        .toList();
  }

  /**
   * {@return the best item at each depth} Pairs are scored one by one, so a lesser depth gives the
   * same order among the first candidates; that of the deepest search has them all.
   */
  private static List<Integer> best(
      SearchEngine engine, Query query, Modality target, List<Integer> depths) {
    int deepest = Math.max(1, depths.getLast());
    SearchResponse response =
        engine.search(
            new SearchRequest(query, target, deepest, 0, depths.getLast(), Optional.empty()));
    assertThat(response.rerank().degraded()).isEmpty();
    assertThat(response.rerank().depthReached()).isEqualTo(depths.getLast());
    assertThat(response.hits()).hasSize(deepest);
    return depths.stream()
        .map(
            depth ->
                response.hits().stream()
                    .filter(hit -> hit.recallRank() <= Math.max(1, depth))
                    .map(hit -> SceneIndex.number(hit.item().id()))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  /** {@return for each depth how many of 100 questions were answered right} */
  private static Map<String, Double> percent(
      String name, List<Integer> depths, int count, IntFunction<List<Boolean>> isHit) {
    if (depths.isEmpty()) {
      return Map.of();
    }
    int[] hits = new int[depths.size()];
    for (int question = 0; question < count; question++) {
      List<Boolean> right = isHit.apply(question);
      for (int i = 0; i < hits.length; i++) {
        hits[i] += right.get(i) ? 1 : 0;
      }
    }
    Map<String, Double> percents = new TreeMap<>();
    for (int i = 0; i < hits.length; i++) {
      percents.put(name + depths.get(i), 100.0 * hits[i] / count);
    }
    return percents;
  }
}
