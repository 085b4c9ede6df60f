package dev.diptych.benchmarks.recall;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.benchmarks.recall.Engine.Answers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The first stage at scale: how much of the exact hundred nearest is found in what time, beside
 * hnswlib (M 16, efConstruction 100) and Lucene's own formats, over the same vectors.
 */
public final class RecallSection implements Section {

  /** Overrides the numbers of vectors, separated by commas. */
  private static final String SIZES = "DIPTYCH_BENCH_VECTORS";

  private static final double WANTED = 0.98;
  private static final int BYTES_A_MEGABYTE = 1_000_000;

  @Override
  public String name() {
    return "recall";
  }

  @Override
  public String measures() {
    return "recall and time per query on one thread at 10k, 100k and 1M vectors, beside hnswlib";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    Optional<String> missing = Hnswlib.missing();
    missing.ifPresent(sheet::remark);
    sheet.parameter("dimension", VectorSet.DIMENSION);
    sheet.parameter("vectors a centre", 50);
    sheet.parameter("noise", 0.7);
    sheet.parameter("graphs", "M 16, efConstruction 100");
    sheet.parameter("build threads", Runtime.getRuntime().availableProcessors());
    sheet.parameter("query threads", 1);
    Table builds = sheet.table("builds", "vectors", "engine", "build s", "MB");
    Table queries =
        sheet.table("queries", "vectors", "engine", "effort", "R@10", "R@100", "ms per query");
    Table targets =
        sheet.table(
            "at R@100 = " + WANTED,
            "vectors",
            "engine",
            "ms per query",
            "hnswlib's time / this",
            "hnswlib's build / this");
    Table filtered = FilteredRecall.table(sheet);
    for (int size : sizes(workspace)) {
      Path folder = workspace.folder("recall");
      Folders.delete(folder);
      Scale scale = Scale.of(size, workspace.quick());
      VectorSet vectors = VectorSet.draw(Files.createDirectories(folder), size, scale.queries());
      Truth truth = Truth.of(vectors);
      List<Engine> engines = new ArrayList<>();
      try {
        if (missing.isEmpty()) {
          engines.add(Hnswlib.build(vectors));
        }
        engines.add(DiptychEngine.build(folder.resolve("diptych"), vectors));
        for (LuceneFormats format : scale.formats()) {
          engines.add(
              LuceneEngine.build(
                  format.title(), format.format(), folder.resolve(format.name()), vectors));
        }
        for (Engine engine : engines) {
          builds.row(
              size,
              engine.name(),
              engine.buildSeconds(),
              engine.bytes() / (double) BYTES_A_MEGABYTE);
        }
        measure(scale, engines, truth, queries, targets);
        for (Engine engine : engines) {
          if (engine instanceof DiptychEngine own) {
            FilteredRecall.measure(scale, own, filtered);
          }
        }
      } finally {
        for (Engine engine : engines) {
          engine.close();
        }
        Folders.delete(folder);
      }
    }
  }

  private static List<Integer> sizes(Workspace workspace) {
    String chosen = System.getenv(SIZES);
    return chosen == null
        ? workspace.choose(List.of(10_000, 100_000, 1_000_000), List.of(3_000))
        : Stream.of(chosen.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static void measure(
      Scale scale, List<Engine> engines, Truth truth, Table queries, Table targets)
      throws Exception {
    List<Curve> curves = new ArrayList<>();
    engines.forEach(engine -> curves.add(new Curve()));
    for (int effort : scale.efforts()) {
      Answers[] answers = new Answers[engines.size()];
      double[] millis = millis(engines, effort, scale.rounds(), answers);
      for (int i = 0; i < answers.length; i++) {
        double recall = truth.recall(answers[i].found(), Truth.DEPTH);
        curves.get(i).add(recall, millis[i]);
        queries.row(
            scale.size(),
            engines.get(i).name(),
            effort,
            truth.recall(answers[i].found(), 10),
            recall,
            millis[i]);
      }
    }
    for (Engine engine : engines) {
      if (engine instanceof DiptychEngine) {
        Answers[] answers = new Answers[1];
        double[] millis = millis(List.of(engine), 0, scale.rounds(), answers);
        queries.row(
            scale.size(),
            engine.name(),
            "its own",
            truth.recall(answers[0].found(), 10),
            truth.recall(answers[0].found(), Truth.DEPTH),
            millis[0]);
      }
    }
    for (int i = 0; i < engines.size(); i++) {
      OptionalDouble own = curves.get(i).millisAt(WANTED);
      OptionalDouble yardstick =
          engines.getFirst() instanceof Hnswlib
              ? curves.getFirst().millisAt(WANTED)
              : OptionalDouble.empty();
      targets.row(
          scale.size(),
          engines.get(i).name(),
          own.isPresent() ? own.getAsDouble() : null,
          own.isPresent() && yardstick.isPresent()
              ? yardstick.getAsDouble() / own.getAsDouble()
              : null,
          engines.getFirst() instanceof Hnswlib yard
              ? yard.buildSeconds() / engines.get(i).buildSeconds()
              : null);
    }
  }

  /** The median of the rounds by engine; the engines take turns, and one round is not counted. */
  private static double[] millis(List<Engine> engines, int effort, int rounds, Answers[] answers)
      throws Exception {
    double[][] millis = new double[engines.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < engines.size(); i++) {
        answers[i] = engines.get(i).answer(effort);
        if (round >= 0) {
          millis[i][round] = answers[i].millisPerQuery();
        }
      }
    }
    return Arrays.stream(millis).mapToDouble(each -> Turns.quantile(each, 0.5)).toArray();
  }
}
