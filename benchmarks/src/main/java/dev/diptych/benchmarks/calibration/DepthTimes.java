package dev.diptych.benchmarks.calibration;

import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.evaluation.EvaluationQuery;
import dev.diptych.evaluation.QueryKind;
import dev.diptych.evaluation.SceneCollection;
import dev.diptych.index.FeatureFormat;
import dev.diptych.searcher.Depth;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How long searches take at the depth that the calibration chooses and at the usual one. */
final class DepthTimes {

  /** Features are kept, query vectors are not: nobody has asked these before. */
  private static final SearchOptions OPTIONS = new SearchOptions(0, 256L << 20, 32, Duration.ZERO);

  private static final int WARM_UPS = 10;

  private DepthTimes() {}

  /**
   * Searches with each query at both depths, turn by turn.
   *
   * @param model calibrated
   * @param folder where the collection is indexed
   */
  static void row(Table table, Model model, SceneCollection collection, Path folder, int queries)
      throws Exception {
    List<EvaluationQuery> asked =
        collection.toImages(queries).stream()
            .filter(query -> query.kind() == QueryKind.TRUE)
            .toList();
    double[] chosen = new double[asked.size()];
    double[] usual = new double[asked.size()];
    double pairs = 0;
    try (SearchEngine engine =
        SearchEngine.open(
            collection.index(folder, model, FeatureFormat.INT8).openReader(model.fingerprint()),
            model,
            OPTIONS)) {
      for (int i = -WARM_UPS; i < asked.size(); i++) {
        EvaluationQuery query = asked.get(Math.floorMod(i, asked.size()));
        boolean chosenFirst = i % 2 == 0;
        for (boolean choosing : List.of(chosenFirst, !chosenFirst)) {
          long begun = System.nanoTime();
          SearchResponse response =
              engine.search(
                  SearchRequest.of(query.query(), Modality.IMAGE)
                      .with(choosing ? Depth.AUTO : Depth.of(Depth.USUAL)));
          double millis = (System.nanoTime() - begun) / 1e6;
          if (i >= 0) {
            (choosing ? chosen : usual)[i] = millis;
            pairs += choosing ? response.rerank().depthReached() : 0;
          }
        }
      }
    }
    double ownMedian = Turns.quantile(chosen, 0.5);
    double usualMedian = Turns.quantile(usual, 0.5);
    table.row(
        model.bundle().precision().label(),
        collection.size(),
        asked.size(),
        pairs / asked.size(),
        ownMedian,
        usualMedian,
        ownMedian / usualMedian);
  }
}
