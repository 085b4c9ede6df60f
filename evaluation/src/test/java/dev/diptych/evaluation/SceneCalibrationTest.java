package dev.diptych.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.evaluation.Probabilities.Outcome;
import dev.diptych.index.FeatureFormat;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the calibration of the model that ships inside is worth on scenes it was not fitted on. */
final class SceneCalibrationTest {

  private static final long SEED = 90_417;

  @TempDir Path folder;

  @Test
  void shippedCalibration_freshScenes_isTrueAndTellsWhatIsNotThere() {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    SceneCollection scenes = SceneCollection.draw(300, SEED);
    try (Model model = store.load(store.embedded());
        SearchEngine engine =
            SearchEngine.open(
                scenes
                    .index(folder.resolve("index"), model, FeatureFormat.F16)
                    .openReader(model.fingerprint()),
                model,
                new SearchOptions(1 << 20, 64 << 20, 32, Duration.ZERO))) {
      Calibration calibration = model.scoring().calibration().orElseThrow();
      assertThat(calibration.model()).isEqualTo(model.fingerprint());
      assertThat(calibration.fittedOn()).contains("scenes");
      QueryRun run = new QueryRun(engine, model.scoring(), DepthFit.MOST);

      check(
          run.ask(scenes.toImages(100), Modality.IMAGE), calibration.toImages().orElseThrow(), .9);
      check(run.ask(scenes.toTexts(40), Modality.TEXT), calibration.toTexts().orElseThrow(), .8);
    }
  }

  /** With room for the chance of so few queries; figures of many are in docs/models.md. */
  private static void check(
      List<JudgedQuery> queries, AnswerCalibration calibration, double gibberish) {
    List<JudgedQuery> usual =
        queries.stream().map(query -> query.toDepth(CalibrationFit.DEPTH)).toList();
    List<Outcome> outcomes =
        usual.stream().flatMap(q -> Probabilities.calibrated(q, calibration).stream()).toList();
    assertThat(Reliability.of(outcomes).error()).as("seed %s", SEED).isLessThan(.01);

    Map<QueryKind, Double> caught =
        Rejection.at(calibration.threshold(), usual, calibration).share();
    // Of 40 queries 5 % is 2; up to 5 are chance one time in sixty.
    assertThat(caught.get(QueryKind.TRUE)).as("lost, seed %s", SEED).isLessThanOrEqualTo(.125);
    assertThat(caught.get(QueryKind.CONTRADICTING)).as("seed %s", SEED).isGreaterThan(.94);
    assertThat(caught.getOrDefault(QueryKind.OFF_TOPIC, 1.0)).isGreaterThan(.97);
    assertThat(caught.get(QueryKind.GIBBERISH)).as("seed %s", SEED).isGreaterThan(gibberish);

    DepthFit.Effect effect = DepthFit.effect(queries, calibration);
    assertThat(effect.kept()).as("seed %s", SEED).isGreaterThan(.97);
    assertThat(effect.pairs()).as("seed %s", SEED).isLessThan(.55);
    assertThat(effect.first()).as("seed %s", SEED).isGreaterThan(effect.firstWhole() - .05);
  }
}
