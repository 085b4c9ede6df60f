package dev.diptych.benchmarks.quality;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.Precision;
import dev.diptych.index.FeatureFormat;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.TruePair;
import dev.diptych.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Recall@1 of the whole path by rerank depth, with the embedded model on scenes whose truth is
 * known: per precision of the model and per way to store features, so that what is cheaper shows
 * what it loses.
 */
public final class QualitySection implements Section {

  private static final List<Integer> DEPTHS = List.of(0, 4, 8, 16, 32, 64);

  private static final List<Direction> DIRECTIONS =
      List.of(
          new Direction(
              "text to image", SceneSearches::toImage, TruePair::caption, TruePair::picture),
          new Direction(
              "image to text", SceneSearches::toText, TruePair::picture, TruePair::caption));

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
   * @param model in some precision
   * @param format how features are stored
   * @param tokens how many are kept of a picture
   */
  record Setting(Model model, FeatureFormat format, int tokens) {

    String precision() {
      return model.bundle().precision().label();
    }

    String features() {
      return format.name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    try (Model floats = workspace.models().load(workspace.embedded());
        Model bytes = workspace.models().load(workspace.embedded(Precision.INT8))) {
      List<Setting> settings = settings(floats, bytes);
      for (String fixture :
          workspace.choose(
              List.of("scenes-eval", "scenes-near-miss"), List.of("scenes-near-miss"))) {
        measure(fixture, settings, workspace, sheet);
      }
    }
  }

  /** The rows, the yardstick first. */
  private static List<Setting> settings(Model floats, Model bytes) {
    int all = floats.imageEncoder().patches();
    return List.of(
        new Setting(floats, FeatureFormat.F32, all),
        new Setting(floats, FeatureFormat.F16, all),
        new Setting(floats, FeatureFormat.INT8, all),
        new Setting(floats, FeatureFormat.F32, all / 2),
        new Setting(floats, FeatureFormat.F32, all / 4),
        new Setting(bytes, FeatureFormat.INT8, all),
        new Setting(bytes, FeatureFormat.INT8, all / 2),
        new Setting(bytes, FeatureFormat.INT8, all / 4));
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
              setting));
    }
    for (Direction direction : DIRECTIONS) {
      Table table =
          sheet.table(
              "%s, %s, Recall@1 in percent".formatted(fixture, direction.name()), columns());
      Map<Integer, Set<Integer>> answers = direction.answers(evaluation);
      List<Ranking> yardstick = direction.rankings().apply(all.getFirst());
      for (int i = 0; i < settings.size(); i++) {
        add(table, settings.get(i), direction.rankings().apply(all.get(i)), yardstick, answers);
      }
    }
  }

  /**
   * What is looked for by what.
   *
   * @param name for people
   * @param rankings of all queries
   * @param query the query of a true pair
   * @param answer the result of a true pair
   */
  private record Direction(
      String name,
      Function<SceneSearches, List<Ranking>> rankings,
      Function<TruePair, Integer> query,
      Function<TruePair, Integer> answer) {

    /** {@return all right answers of each query that has any} */
    Map<Integer, Set<Integer>> answers(SceneEvaluation evaluation) {
      return evaluation.truePairs().stream().collect(groupingBy(query, mapping(answer, toSet())));
    }
  }

  private static String[] columns() {
    List<String> columns = new ArrayList<>(List.of("model", "features", "tokens", "queries"));
    DEPTHS.forEach(depth -> columns.add("depth " + depth));
    columns.add("1 - rank correlation");
    return columns.toArray(String[]::new);
  }

  private static void add(
      Table table,
      Setting setting,
      List<Ranking> rankings,
      List<Ranking> yardstick,
      Map<Integer, Set<Integer>> answers) {
    List<Integer> queries =
        IntStream.range(0, rankings.size()).filter(answers::containsKey).boxed().toList();
    List<Object> row =
        new ArrayList<>(
            List.of(setting.precision(), setting.features(), setting.tokens(), queries.size()));
    for (int depth : DEPTHS) {
      long hits =
          queries.stream()
              .filter(
                  query ->
                      answers
                          .getOrDefault(query, Set.of())
                          .contains(rankings.get(query).best(depth)))
              .count();
      row.add(100.0 * hits / queries.size());
    }
    row.add(
        1
            - queries.stream()
                .mapToDouble(query -> rankings.get(query).correlation(yardstick.get(query)))
                .average()
                .orElseThrow());
    table.row(row.toArray());
  }
}
