package dev.diptych.benchmarks.search;

import dev.diptych.benchmarks.RandomCheckpoint;
import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.Precision;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse.Timings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From words to 32 reranked pictures, end to end through the search engine, without a budget. */
public final class SearchSection implements Section {

  private static final long SPARE_DISK = 4L << 30;

  /** Words of the embedded model's vocabulary, one token each. */
  private static final List<String> EMBEDDED_WORDS =
      List.of("red", "blue", "green", "circle", "square", "left", "above", "large");

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String measures() {
    return "words to reranked pictures end to end: p50, p99 and stages, at 1 and 8 clients";
  }

  /**
   * A way to serve the same search: rows of the table.
   *
   * @param bundle the model
   * @param format how features are stored
   * @param tokens how many are kept of a picture
   */
  private record Setting(Bundle bundle, FeatureFormat format, int tokens) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    int items = workspace.choose(10_000, 40);
    int depth = workspace.choose(32, 4);
    int tokens = workspace.choose(8, 4);
    sheet.parameter("model", workspace.shape());
    sheet.parameter("pictures in the index", items);
    sheet.parameter("reranked", depth);
    sheet.parameter("tokens of a query", tokens);
    sheet.parameter("time budget", "none");
    sheet.remark(
        "The index holds random unit vectors and random features, written through the index writer; every record is real on disk, and read once before measuring.");
    Table table =
        sheet.table(
            "ms per search",
            "model",
            "features",
            "tokens",
            "GB",
            "clients",
            "searches",
            "p50",
            "p99",
            "encode p50",
            "recall p50",
            "rerank p50",
            "searches/s");
    for (Setting setting : settings(workspace)) {
      if (fits(setting, items, workspace, sheet)) {
        measure(setting, items, depth, tokens, workspace, table);
      }
    }
  }

  /** At full size f32 features would take 18 GB, and are what f16 is widened to. */
  private static List<Setting> settings(Workspace workspace) throws IOException {
    Bundle floats = workspace.bundle();
    Bundle bytes = workspace.bundle(Precision.INT8);
    int all = floats.shape().patches();
    return List.of(
        new Setting(floats, FeatureFormat.F16, all),
        new Setting(bytes, FeatureFormat.INT8, all),
        new Setting(bytes, FeatureFormat.INT8, all / 4));
  }

  private static Path folder(Setting setting, int items, Workspace workspace) throws IOException {
    return workspace.folder(
        "index-%s-%s-%s-%s"
            .formatted(
                setting.bundle().precision().label(), setting.format(), setting.tokens(), items));
  }

  private static boolean fits(Setting setting, int items, Workspace workspace, Sheet sheet)
      throws IOException {
    ModelShape shape = setting.bundle().shape();
    long bytes =
        (long) items * setting.tokens() * shape.visionWidth() * setting.format().bytesPerNumber();
    Path folder = folder(setting, items, workspace);
    boolean fits =
        IndexFolder.at(folder).exists()
            || Files.getFileStore(folder).getUsableSpace() > bytes + SPARE_DISK;
    if (!fits) {
      sheet.remark(
          String.format(
              Locale.ROOT,
              "An index with features as %s would take %.1f GB, for which the disk has no room.",
              setting.format(),
              bytes / 1e9));
    }
    return fits;
  }

  private static void measure(
      Setting setting, int items, int depth, int tokens, Workspace workspace, Table table)
      throws Exception {
    IndexFolder index =
        RandomIndex.make(
            folder(setting, items, workspace),
            setting.bundle(),
            setting.format(),
            setting.tokens(),
            items);
    readOnce(index.folder());
    int searches = workspace.choose(100, 8);
    try (Model model = workspace.models().load(setting.bundle());
        SearchEngine engine =
            SearchEngine.open(
                index.openReader(model.fingerprint()), model, SearchOptions.defaults())) {
      engine.warmUp();
      Clients.run(engine, 1, 3, number -> request(workspace, tokens, depth, -1 - number));
      for (int clients : List.of(1, 8)) {
        Clients seen =
            Clients.run(
                engine,
                clients,
                searches,
                number -> request(workspace, tokens, depth, number + searches * clients));
        table.row(
            setting.bundle().precision().label(),
            setting.format().toString(),
            setting.tokens(),
            index.summary().bytes().features() / 1e9,
            clients,
            searches,
            seen.millis(Timings::total, 0.5),
            seen.millis(Timings::total, 0.99),
            seen.millis(Timings::encode, 0.5),
            seen.millis(Timings::recall, 0.5),
            seen.millis(Timings::rerank, 0.5),
            seen.searchesPerSecond());
      }
    }
  }

  /** Has the system remember the files' pages, as far as it has memory for them. */
  private static void readOnce(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  /** A search nobody has asked before, so that no cache answers it. */
  private static SearchRequest request(Workspace workspace, int tokens, int depth, int number) {
    SplittableRandom random = new SplittableRandom(number);
    String words =
        Stream.generate(() -> word(workspace, random))
            .limit(tokens - 2) // the two ends count, too
            .collect(Collectors.joining(" "));
    return new SearchRequest(new Query.Text(words), Modality.IMAGE, 12, 0, depth, Optional.empty());
  }

  private static String word(Workspace workspace, SplittableRandom random) {
    return workspace.quick()
        ? EMBEDDED_WORDS.get(random.nextInt(EMBEDDED_WORDS.size()))
        : RandomCheckpoint.word(random.nextInt(1000, 30_000));
  }
}
