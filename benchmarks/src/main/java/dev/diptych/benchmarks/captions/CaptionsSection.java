package dev.diptych.benchmarks.captions;

import dev.diptych.benchmarks.IndexSpecs;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.Captioning;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.indexer.IndexingRun;
import dev.diptych.indexer.ProgressListener;
import dev.diptych.scenes.NearMiss;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Captioning and filtering (CapFilt) on fresh scenes with the embedded model: how many written
 * captions are true, what captions and filter do to the recall of texts, and how many of
 * deliberately wrong captions are found.
 */
public final class CaptionsSection implements Section {

  private static final long SEED = 2611;
  private static final CaptionPlan PLAN = CaptionPlan.of(3);
  private static final double NOISE = 0.3;
  private static final long CACHED = 256L << 20;

  @Override
  public String name() {
    return "captions";
  }

  @Override
  public String measures() {
    return "captions that the embedded model writes: their truth, what they do to recall, wrong ones found";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    try (Model model = workspace.models().load(workspace.embedded())) {
      DescribedScenes scenes = new DescribedScenes(model, workspace.choose(1000, 30), SEED);
      truth(sheet, scenes);
      recall(workspace, sheet, model, scenes);
      audit(sheet, scenes);
    }
  }

  /** Of captions as they are written, by what keeps them. */
  private static void truth(Sheet sheet, DescribedScenes scenes) {
    Table table =
        sheet.table(
            "truth of written captions, percent",
            "kept by",
            "captions",
            "true",
            "of the true ones kept",
            "pictures with one");
    row(table, "nobody", scenes, verdict -> true);
    row(table, "ITM, 50 %", scenes, Verdict::fits);
    row(table, "ITM, 99 %", scenes, Verdict::fitsAsWritten);
  }

  private static void row(
      Table table, String name, DescribedScenes scenes, Predicate<Verdict> keeps) {
    int kept = 0;
    int keptTrue = 0;
    int allTrue = 0;
    int pictures = 0;
    for (int i = 0; i < scenes.count(); i++) {
      Set<String> distinct = new HashSet<>(scenes.written(i, PLAN));
      boolean any = false;
      for (String text : distinct) {
        boolean right = scenes.isTrue(text, i);
        allTrue += right ? 1 : 0;
        if (keeps.test(scenes.judge(text, i))) {
          kept++;
          keptTrue += right ? 1 : 0;
          any = true;
        }
      }
      pictures += any ? 1 : 0;
    }
    table.row(
        name,
        kept,
        percent(keptTrue, kept),
        percent(keptTrue, allTrue),
        percent(pictures, scenes.count()));
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  /** Image to text with one given text a picture, of which three in ten are another picture's. */
  private static void recall(Workspace workspace, Sheet sheet, Model model, DescribedScenes scenes)
      throws IOException {
    Table table =
        sheet.table(
            "first text found is true of the picture, percent",
            "texts",
            "texts in the index",
            "first stage",
            "both stages");
    List<String> given = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < scenes.count(); i++) {
      int from = random.nextDouble() < NOISE ? random.nextInt(scenes.count()) : i;
      given.add(scenes.caption(from).text());
    }
    for (boolean captions : List.of(false, true)) {
      for (boolean filter : List.of(false, true)) {
        String name =
            captions
                ? filter ? "given and written, both filtered" : "given and written, all of them"
                : filter ? "given, filtered" : "given, all of them";
        measure(workspace, table, name, model, scenes, given, captions, filter);
      }
    }
  }

  private static void measure(
      Workspace workspace,
      Table table,
      String name,
      Model model,
      DescribedScenes scenes,
      List<String> given,
      boolean captions,
      boolean filter)
      throws IOException {
    Path folder = Files.createTempDirectory(workspace.folder(), "captions-");
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    StringBuilder csv = new StringBuilder("image,caption\n");
    for (int i = 0; i < scenes.count(); i++) {
      String file = String.format(Locale.ROOT, "%04d.png", i);
      Files.write(pictures.resolve(file), scenes.picture(i));
      if (!filter || scenes.judge(given.get(i), i).fits()) {
        csv.append(file).append(",\"").append(given.get(i)).append("\"\n");
      }
      if (captions && !filter) {
        for (String text : new HashSet<>(scenes.written(i, PLAN))) {
          csv.append(file).append(",\"").append(text).append("\"\n");
        }
      }
    }
    Files.writeString(pictures.resolve("captions.csv"), csv);
    IndexFolder index = IndexFolder.at(folder.resolve("index"));
    try (ItemWriter writer = index.openWriter(IndexSpecs.of(model.bundle(), FeatureFormat.F16))) {
      IndexingRun.of(IndexingRequest.of(List.of(pictures)))
          .run(
              model,
              captions && filter
                  ? Optional.of(new Captioning.ByModel(model, PLAN))
                  : Optional.empty(),
              writer,
              ProgressListener.NONE);
    }
    try (SearchEngine engine =
        SearchEngine.open(
            index.openReader(model.fingerprint()),
            model,
            new SearchOptions(CACHED, CACHED, 32, Duration.ZERO))) {
      List<Item> images = new ArrayList<>();
      try (ItemReader reader = index.openReader(model.fingerprint());
          IndexView view = reader.view()) {
        view.forEach(Modality.IMAGE, images::add);
      }
      table.row(
          name,
          engine.status().index().texts(),
          firstIsTrue(engine, images, scenes, 0),
          firstIsTrue(engine, images, scenes, 32));
    }
  }

  private static double firstIsTrue(
      SearchEngine engine, List<Item> images, DescribedScenes scenes, int depth) {
    int right = 0;
    for (Item image : images) {
      int scene = Integer.parseInt(image.source().shownName().substring(0, 4));
      SearchResponse found =
          engine.search(
              SearchRequest.of(new Query.IndexedItem(image.id()), Modality.TEXT)
                  .withPage(0, 1)
                  .withRerankDepth(depth));
      right +=
          !found.hits().isEmpty()
                  && scenes.isTrue(String.valueOf(found.hits().getFirst().item().text()), scene)
              ? 1
              : 0;
    }
    return percent(right, images.size());
  }

  /** One caption in ten is wrong: another picture's, or its own but for one change. */
  private static void audit(Sheet sheet, DescribedScenes scenes) {
    Table table =
        sheet.table(
            "wrong captions found by audit, one in ten, percent",
            "wrong ones are",
            "texts",
            "wrong",
            "listed",
            "precision",
            "recall");
    for (boolean near : List.of(false, true)) {
      SplittableRandom random = new SplittableRandom(SEED + 1);
      int wrong = 0;
      int listed = 0;
      int found = 0;
      for (int i = 0; i < scenes.count(); i++) {
        String text = scenes.caption(i).text();
        if (i % 10 == 0) {
          text =
              near
                  ? NearMiss.of(random, scenes.scene(i))
                      .map(miss -> miss.caption().text())
                      .orElse(text)
                  : scenes
                      .caption((i + 1 + random.nextInt(scenes.count() - 1)) % scenes.count())
                      .text();
        }
        boolean isWrong = !scenes.isTrue(text, i);
        boolean rejected = !scenes.judge(text, i).fits();
        wrong += isWrong ? 1 : 0;
        listed += rejected ? 1 : 0;
        found += isWrong && rejected ? 1 : 0;
      }
      table.row(
          near ? "near-misses" : "those of other pictures",
          scenes.count(),
          wrong,
          listed,
          percent(found, listed),
          percent(found, wrong));
    }
  }
}
