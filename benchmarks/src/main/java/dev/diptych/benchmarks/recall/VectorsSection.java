package dev.diptych.benchmarks.recall;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.Embedding;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What several vectors a picture cost: recall by the nearest of 32, as the product does it, beside
 * one index of pooled vectors whose best are compared by all 32. The hundred nearest by the largest
 * cosine of all are the yardstick of both.
 */
public final class VectorsSection implements Section {

  /** Overrides the numbers of pictures, separated by commas. */
  private static final String SIZES = "DIPTYCH_BENCH_PICTURES";

  private static final ModelFingerprint MODEL = new ModelFingerprint("0".repeat(64));
  private static final int BYTES_A_MEGABYTE = 1_000_000;

  /** What is a vector's own, beside a centre of deviation 1. */
  private static final List<Float> OWN = List.of(0.5f, 1f);

  private static final List<Integer> RESCORED = List.of(100, 200, 400, 800, 1600);

  @Override
  public String name() {
    return "vectors";
  }

  @Override
  public String measures() {
    return "32 vectors a picture: recall by the nearest of them, beside one pooled and rescored";
  }

  /** A way to find the nearest pictures. */
  private record Way(String name, IntFunction<int[]> answer) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    sheet.parameter("vectors a picture", PictureVectors.VECTORS);
    sheet.parameter("dimension", PictureVectors.DIMENSION);
    sheet.parameter("build threads", Runtime.getRuntime().availableProcessors());
    sheet.parameter("query threads", 1);
    Table builds = sheet.table("builds", "pictures", "own part", "index", "build s", "MB");
    Table queries =
        sheet.table("queries", "pictures", "own part", "way", "R@10", "R@100", "ms per query");
    for (int size : sizes(workspace)) {
      for (float own : workspace.choose(OWN, OWN.subList(0, 1))) {
        Path folder = workspace.folder("vectors");
        Folders.delete(folder);
        try {
          measure(workspace, size, own, builds, queries);
        } finally {
          Folders.delete(folder);
        }
      }
    }
  }

  private static List<Integer> sizes(Workspace workspace) {
    String chosen = System.getenv(SIZES);
    return chosen == null
        ? workspace.choose(List.of(10_000, 100_000), List.of(500))
        : Stream.of(chosen.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static void measure(Workspace workspace, int size, float own, Table builds, Table queries)
      throws IOException {
    Path folder = workspace.folder("vectors");
    PictureVectors vectors =
        PictureVectors.draw(folder.resolve("vectors.f32"), size, workspace.choose(200, 10), own);
    Truth truth = Truth.of(vectors);
    IndexSpec one =
        new IndexSpec(MODEL, "vectors only", PictureVectors.DIMENSION, 0, 0, FeatureFormat.NONE);
    try (PictureIndex all =
            PictureIndex.build(
                folder.resolve("all"),
                one.withImageVectors(PictureVectors.VECTORS),
                size,
                picture -> Embedding.of(PictureVectors.VECTORS, vectors.picture(picture)));
        PictureIndex pooled =
            PictureIndex.build(
                folder.resolve("pooled"),
                one,
                size,
                picture -> Embedding.of(vectors.pooled(picture)))) {
      builds.row(
          size, own, "all vectors", all.buildSeconds(), all.bytes() / (double) BYTES_A_MEGABYTE);
      builds.row(
          size,
          own,
          "pooled, beside a file of all",
          pooled.buildSeconds(),
          (pooled.bytes() + vectors.bytes()) / (double) BYTES_A_MEGABYTE);
      List<Way> ways = new ArrayList<>();
      ways.add(
          new Way(
              "nearest of 32",
              query -> all.nearest(vectors.query(query), Truth.DEPTH, new Effort.Usual())));
      if (size <= 20_000) {
        ways.add(
            new Way(
                "nearest of 32, exact",
                query -> all.nearest(vectors.query(query), Truth.DEPTH, new Effort.Exact())));
      }
      ways.add(
          new Way(
              "pooled alone",
              query -> pooled.nearest(vectors.query(query), Truth.DEPTH, new Effort.Usual())));
      for (int depth : RESCORED) {
        ways.add(
            new Way(
                "pooled, best %s by all 32".formatted(depth),
                query -> rescored(vectors, pooled, vectors.query(query), depth)));
      }
      compare(ways, vectors, truth, workspace.choose(3, 1), size, own, queries);
    }
  }

  private static int[] rescored(
      PictureVectors vectors, PictureIndex pooled, float[] query, int depth) {
    Truth.Best best = new Truth.Best();
    for (int picture : pooled.nearest(query, depth, new Effort.Usual())) {
      best.offer(vectors.cosine(query, picture), picture);
    }
    return best.numbers();
  }

  /** The ways take turns, and one round is not counted. */
  private static void compare(
      List<Way> ways,
      PictureVectors vectors,
      Truth truth,
      int rounds,
      int size,
      float own,
      Table table) {
    double[][] millis = new double[ways.size()][rounds];
    int[][][] found = new int[ways.size()][][];
    for (int round = -1; round < rounds; round++) {
      for (int way = 0; way < ways.size(); way++) {
        long start = System.nanoTime();
        found[way] =
            IntStream.range(0, vectors.queries())
                .mapToObj(ways.get(way).answer())
                .toArray(int[][]::new);
        if (round >= 0) {
          millis[way][round] = (System.nanoTime() - start) / 1e6 / vectors.queries();
        }
      }
    }
    for (int way = 0; way < ways.size(); way++) {
      table.row(
          size,
          own,
          ways.get(way).name(),
          truth.recall(found[way], 10),
          truth.recall(found[way], Truth.DEPTH),
          Turns.quantile(millis[way], 0.5));
    }
  }
}
