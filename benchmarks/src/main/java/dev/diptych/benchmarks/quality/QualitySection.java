package dev.diptych.benchmarks.quality;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Model;
import dev.diptych.index.FeatureFormat;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.TruePair;
import dev.diptych.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Recall@1 of the whole path by rerank depth, with the embedded model on scenes whose truth is
 * known: per precision of the model and per way to store features, so that what is cheaper shows
 * what it loses.
 */
public final class QualitySection implements Section {

  private static final List<Integer> DEPTHS = List.of(0, 4, 8, 16, 32, 64);

  @Override
  public String name() {
    return "quality";
  }

  @Override
  public String measures() {
    return "Recall@1 by rerank depth on scenes, per precision and feature format, embedded model";
  }

  /**
   * A way to run the two stages: a row of each table.
   *
   * @param precision of the model
   * @param model the model in that precision
   * @param format how features are stored
   */
  private record Setting(String precision, Model model, FeatureFormat format) {

    String features() {
      return format.name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    try (Model model = workspace.models().load(workspace.embedded())) {
      List<Setting> settings = settings(model);
      for (String fixture :
          workspace.choose(
              List.of("scenes-eval", "scenes-near-miss"), List.of("scenes-near-miss"))) {
        measure(fixture, settings, workspace, sheet);
      }
    }
  }

  /** The rows, the yardstick first. */
  private static List<Setting> settings(Model model) {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting("f32", model, FeatureFormat.F32));
    for (FeatureFormat format : FeatureFormat.values()) {
      if (format != FeatureFormat.F32 && format != FeatureFormat.NONE) {
        settings.add(new Setting("f32", model, format));
      }
    }
    return settings;
  }

  private static void measure(
      String fixture, List<Setting> settings, Workspace workspace, Sheet sheet) throws Exception {
    SceneEvaluation evaluation = SceneEvaluation.read(Fixtures.path(fixture + "/eval.json"));
    int count = workspace.choose(Integer.MAX_VALUE, 5);
    List<SceneSearches> all = new ArrayList<>();
    for (Setting setting : settings) {
      all.add(
          SceneSearches.run(
              fixture,
              evaluation,
              count,
              DEPTHS.getLast(),
              workspace.folder("quality-index"),
              setting.model(),
              setting.format()));
    }
    Table toImage = sheet.table(fixture + ", text to image, Recall@1 in percent", columns());
    Table toText = sheet.table(fixture + ", image to text, Recall@1 in percent", columns());
    for (int i = 0; i < settings.size(); i++) {
      add(
          toImage,
          settings.get(i),
          all.get(i).toImage(),
          all.getFirst().toImage(),
          caption -> picture -> new TruePair(caption, picture),
          evaluation);
      add(
          toText,
          settings.get(i),
          all.get(i).toText(),
          all.getFirst().toText(),
          picture -> caption -> new TruePair(caption, picture),
          evaluation);
    }
  }

  private static String[] columns() {
    List<String> columns = new ArrayList<>(List.of("model", "features"));
    DEPTHS.forEach(depth -> columns.add("depth " + depth));
    columns.add("rank correlation");
    return columns.toArray(String[]::new);
  }

  private static void add(
      Table table,
      Setting setting,
      List<Ranking> rankings,
      List<Ranking> yardstick,
      IntFunction<IntFunction<TruePair>> pair,
      SceneEvaluation evaluation) {
    List<Object> row = new ArrayList<>(List.of(setting.precision(), setting.features()));
    for (int depth : DEPTHS) {
      long hits =
          IntStream.range(0, rankings.size())
              .filter(
                  query ->
                      evaluation
                          .truePairs()
                          .contains(pair.apply(query).apply(rankings.get(query).best(depth))))
              .count();
      row.add(100.0 * hits / rankings.size());
    }
    row.add(
        IntStream.range(0, rankings.size())
            .mapToDouble(query -> rankings.get(query).correlation(yardstick.get(query)))
            .average()
            .orElseThrow());
    table.row(row.toArray());
  }
}
