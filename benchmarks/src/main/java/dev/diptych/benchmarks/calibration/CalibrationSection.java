package dev.diptych.benchmarks.calibration;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.Modality;
import dev.diptych.core.WordOrder;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.Precision;
import dev.diptych.evaluation.CalibrationFit;
import dev.diptych.evaluation.DepthFit;
import dev.diptych.evaluation.JudgedQuery;
import dev.diptych.evaluation.Probabilities;
import dev.diptych.evaluation.Probabilities.Outcome;
import dev.diptych.evaluation.QueryKind;
import dev.diptych.evaluation.QueryRun;
import dev.diptych.evaluation.Rejection;
import dev.diptych.evaluation.Reliability;
import dev.diptych.evaluation.Rewording;
import dev.diptych.evaluation.SceneCollection;
import dev.diptych.index.FeatureFormat;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Fits the calibration of the embedded model on scenes and tells what it is worth on others. The
 * fit is written into the bundle in the workspace, where the file that ships is copied from.
 */
public final class CalibrationSection implements Section {

  private static final long CACHED = 256L << 20;
  private static final long FIRST_SEED = 20_262;

  @Override
  public String name() {
    return "calibration";
  }

  @Override
  public String measures() {
    return "match probabilities and \"no good match\" on fresh scenes, embedded model";
  }

  /** What came of queries in both directions, and of the true ones in other words. */
  private record Asked(
      List<JudgedQuery> toImages,
      List<JudgedQuery> toTexts,
      Map<Rewording, List<JudgedQuery>> reworded) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    Table table =
        sheet.table(
            "ECE, rejected and lost in percent",
            "model",
            "scenes",
            "direction",
            "queries",
            "ECE raw",
            "ECE",
            "true lost",
            "contradicting",
            "off topic",
            "gibberish",
            "pairs",
            "kept",
            "R@1 at 64",
            "R@1");
    Table reworded =
        sheet.table(
            "true queries in other words, to 32 candidates, in percent",
            "model",
            "scenes",
            "words",
            "queries",
            "lost",
            "lost if their order counted nothing",
            "right answer among those scored");
    Table depths =
        sheet.table(
            "ms a search from words to pictures, the depth chosen and 32",
            "model",
            "scenes",
            "queries",
            "pairs a query",
            "chosen p50",
            "32 p50",
            "ratio");
    for (Precision precision : Precision.values()) {
      Bundle bundle = workspace.embedded(precision);
      try (Model model = workspace.models().load(bundle)) {
        Calibration fitted = fit(workspace, model);
        workspace.models().recordCalibration(bundle, fitted);
        for (int scenes : workspace.choose(List.of(500, 2000), List.of(120))) {
          boolean smallest = scenes == workspace.choose(500, 120);
          Asked asked =
              ask(workspace, model, scenes, workspace.choose(400, 60), FIRST_SEED + 1000, smallest);
          row(table, precision, scenes, "text to image", asked.toImages(), fitted.toImages());
          row(table, precision, scenes, "image to text", asked.toTexts(), fitted.toTexts());
          asked
              .reworded()
              .forEach(
                  (words, queries) ->
                      row(reworded, precision, scenes, words, queries, fitted.toImages()));
        }
      }
      measureDepths(workspace, bundle, depths);
    }
  }

  private static void measureDepths(Workspace workspace, Bundle bundle, Table table)
      throws Exception {
    try (Model calibrated = workspace.models().load(bundle)) {
      for (int scenes : workspace.choose(List.of(500, 2000), List.of(120))) {
        Path folder =
            workspace.folder("depths-%s-%s".formatted(bundle.precision().label(), scenes));
        DepthTimes.row(
            table,
            calibrated,
            SceneCollection.draw(scenes, FIRST_SEED + 1000),
            folder,
            workspace.choose(200, 10));
      }
    }
  }

  /** Small and large collections alike: in large ones something is near to every query. */
  private static Calibration fit(Workspace workspace, Model model) throws IOException {
    List<JudgedQuery> toImages = new ArrayList<>();
    List<JudgedQuery> toTexts = new ArrayList<>();
    long seed = FIRST_SEED;
    for (int scenes : workspace.choose(List.of(1000, 500), List.of(120))) {
      int queries = workspace.choose(scenes == 1000 ? 400 : 300, 60);
      Asked asked = ask(workspace, model, scenes, queries, seed++, false);
      toImages.addAll(asked.toImages());
      toTexts.addAll(asked.toTexts());
    }
    return new Calibration(
        model.fingerprint(),
        String.format(
            Locale.ROOT,
            "%,d captions and %,d pictures of fresh scenes, and queries that fit none",
            count(toImages),
            count(toTexts)),
        Optional.of(CalibrationFit.fit(toImages)),
        Optional.of(CalibrationFit.fit(toTexts)));
  }

  private static long count(List<JudgedQuery> queries) {
    return queries.stream().filter(query -> query.kind() == QueryKind.TRUE).count();
  }

  private static Asked ask(
      Workspace workspace, Model model, int scenes, int queries, long seed, boolean others)
      throws IOException {
    SceneCollection collection = SceneCollection.draw(scenes, seed);
    Path folder =
        workspace.folder(
            "calibration-%s-%s-%s".formatted(model.bundle().precision().label(), scenes, seed));
    try (SearchEngine engine =
        SearchEngine.open(
            collection.index(folder, model, FeatureFormat.F16).openReader(model.fingerprint()),
            model,
            new SearchOptions(CACHED, CACHED, 32, Duration.ZERO))) {
      QueryRun run = new QueryRun(engine, model.scoring(), DepthFit.MOST);
      Map<Rewording, List<JudgedQuery>> reworded = new EnumMap<>(Rewording.class);
      if (others) {
        QueryRun usual = new QueryRun(engine, model.scoring(), CalibrationFit.DEPTH);
        for (Rewording words : Rewording.values()) {
          reworded.put(words, usual.ask(collection.reworded(queries, words), Modality.IMAGE));
        }
      }
      return new Asked(
          run.ask(collection.toImages(queries), Modality.IMAGE),
          run.ask(collection.toTexts(queries / 2), Modality.TEXT),
          reworded);
    }
  }

  private static void row(
      Table table,
      Precision precision,
      int scenes,
      String direction,
      List<JudgedQuery> queries,
      Optional<AnswerCalibration> fitted) {
    AnswerCalibration calibration = fitted.orElseThrow();
    List<JudgedQuery> usual =
        queries.stream().map(query -> query.toDepth(CalibrationFit.DEPTH)).toList();
    Map<QueryKind, Double> rejected =
        Rejection.at(calibration.threshold(), usual, calibration).share();
    DepthFit.Effect depth = DepthFit.effect(queries, calibration);
    table.row(
        precision.label(),
        scenes,
        direction,
        queries.size(),
        100 * error(usual, Probabilities::softmax),
        100 * error(usual, query -> Probabilities.calibrated(query, calibration)),
        100 * rejected.getOrDefault(QueryKind.TRUE, 0.0),
        100 * rejected.getOrDefault(QueryKind.CONTRADICTING, 0.0),
        100 * rejected.getOrDefault(QueryKind.OFF_TOPIC, 0.0),
        100 * rejected.getOrDefault(QueryKind.GIBBERISH, 0.0),
        100 * depth.pairs(),
        100 * depth.kept(),
        100 * depth.firstWhole(),
        100 * depth.first());
  }

  private static void row(
      Table table,
      Precision precision,
      int scenes,
      Rewording words,
      List<JudgedQuery> queries,
      Optional<AnswerCalibration> fitted) {
    AnswerCalibration calibration = fitted.orElseThrow();
    AnswerCalibration orderless =
        new AnswerCalibration(
            calibration.pair(),
            calibration.query(),
            WordOrder.NONE,
            calibration.threshold(),
            calibration.depth());
    table.row(
        precision.label(),
        scenes,
        words.words(),
        queries.size(),
        100 * lost(queries, calibration),
        100 * lost(queries, orderless),
        100.0 * queries.stream().filter(JudgedQuery::found).count() / queries.size());
  }

  private static double lost(List<JudgedQuery> queries, AnswerCalibration calibration) {
    return Rejection.at(calibration.threshold(), queries, calibration)
        .share()
        .getOrDefault(QueryKind.TRUE, 0.0);
  }

  private static double error(
      List<JudgedQuery> queries, Function<JudgedQuery, List<Outcome>> outcomes) {
    return Reliability.of(
            queries.stream().flatMap(query -> outcomes.apply(query).stream()).toList())
        .error();
  }
}
