package dev.diptych.benchmarks.start;

import dev.diptych.benchmarks.App;
import dev.diptych.benchmarks.RandomCheckpoint;
import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cold start of {@code diptych search}: from the start of the process to its first result, with
 * and without a cache of loaded and linked classes (JEP 483, JEP 514).
 */
public final class StartSection implements Section {

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String measures() {
    return "from the start of diptych search to its first result, with and without an AOT cache";
  }

  /**
   * A way to start: a row per model.
   *
   * @param name what the row is called
   * @param app the command
   */
  private record Way(String name, App app) {}

  /**
   * A search to be started.
   *
   * @param model what the row calls it
   * @param arguments the command line
   */
  private record Search(String model, List<String> arguments) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    int runs = workspace.choose(7, 1);
    sheet.parameter("runs", runs);
    sheet.parameter("reranked", workspace.choose(32, 4));
    List<Search> searches = new ArrayList<>();
    searches.add(search("embedded model", workspace.embedded(), "a red circle", workspace));
    if (!workspace.quick()) {
      String words = RandomCheckpoint.word(2000) + " " + RandomCheckpoint.word(3000);
      searches.add(search("BLIP base", workspace.bundle(), words, workspace));
    }
    List<Way> ways = ways(searches.getFirst(), workspace, sheet);
    Table table =
        sheet.table(
            "ms from the start of the process, median of the runs",
            "model",
            "classes",
            "first result",
            "slowest first result",
            "end of process");
    for (Search search : searches) {
      measure(search, ways, runs, workspace.choose(1, 0), table);
    }
  }

  private static Search search(String name, Bundle bundle, String words, Workspace workspace)
      throws IOException {
    int images = workspace.choose(200, 8);
    IndexFolder index =
        RandomIndex.make(
            workspace.folder("start-index-" + bundle.name()), bundle, FeatureFormat.F16, images);
    return new Search(
        name,
        List.of(
            "search",
            words,
            "--index",
            index.folder().toString(),
            "--rerank",
            String.valueOf(workspace.choose(32, 4))));
  }

  /** The ways to start, the plain one first. */
  private static List<Way> ways(Search training, Workspace workspace, Sheet sheet)
      throws IOException, InterruptedException {
    Path folder = workspace.folder("start");
    App app = App.withHome(workspace.folder(), folder.resolve("messages.log"));
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("no AOT cache", app));
    if (app.isOfJars()) {
      Path cache = folder.resolve("diptych.aot");
      Files.deleteIfExists(cache);
      app.with("-XX:AOTCacheOutput=" + cache).run(training.arguments());
      ways.add(new Way("AOT cache", app.with("-XX:AOTCache=" + cache)));
    } else {
      sheet.remark("The JVM makes an AOT cache of classes in jars only, and these lie in folders.");
    }
    return ways;
  }

  private static void measure(Search search, List<Way> ways, int runs, int warmUps, Table table)
      throws Exception {
    double[][] first = new double[ways.size()][runs];
    double[][] total = new double[ways.size()][runs];
    for (int run = -warmUps; run < runs; run++) {
      for (int i = 0; i < ways.size(); i++) {
        App.Times times = ways.get(i).app().run(search.arguments());
        if (run >= 0) {
          first[i][run] = times.firstResultMillis();
          total[i][run] = times.totalMillis();
        }
      }
    }
    for (int i = 0; i < ways.size(); i++) {
      table.row(
          search.model(),
          ways.get(i).name(),
          Turns.quantile(first[i], 0.5),
          Turns.quantile(first[i], 1),
          Turns.quantile(total[i], 0.5));
    }
  }
}
