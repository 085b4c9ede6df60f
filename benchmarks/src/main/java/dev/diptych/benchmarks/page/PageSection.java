package dev.diptych.benchmarks.page;

import dev.diptych.benchmarks.RandomCheckpoint;
import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.web.WebOptions;
import dev.diptych.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/**
 * What somebody waits for who searches on the page: from the press of Enter to the first results on
 * the screen, which are those of the first stage, and to those of the second stage. The browser
 * runs on the same machine and takes its share of it.
 */
public final class PageSection implements Section {

  /** Features of BLIP base take a megabyte a picture. */
  private static final int BASE_PICTURES = 2000;

  /** Words of the embedded model's vocabulary. */
  private static final List<String> COLOURS = List.of("red", "blue", "green", "yellow", "pink");

  private static final List<String> SHAPES = List.of("circle", "square", "star", "heart", "cross");

  /** Waits until the page is in use, at most a minute. */
  private static final String READY =
      """
      (async () => {
        for (let i = 0; i < 600 && !document.querySelector('#serving')?.textContent.trim(); i++)
          await new Promise((done) => setTimeout(done, 100));
        return document.querySelector('#serving').textContent;
      })()
      """;

  /** Searches and waits; what the page measures itself, and the time to the second order. */
  private static String search(String words) {
    return """
      (async () => {
        const seen = new Promise((done) => new PerformanceObserver((list, watching) => {
          const found = list.getEntriesByName('first results')[0];
          if (found) { watching.disconnect(); done(found.duration); }
        }).observe({ entryTypes: ['measure'] }));
        const began = performance.now();
        const words = document.querySelector('#words');
        words.value = %s;
        document.querySelector('#ask').requestSubmit();
        const first = await seen;
        const results = document.querySelector('#results');
        while (results.hasAttribute('aria-busy')) await new Promise(requestAnimationFrame);
        return {
          first,
          second: performance.now() - began,
          cards: document.querySelectorAll('#results .card[data-id]').length,
        };
      })()
      """
        .formatted(words);
  }

  @Override
  public String name() {
    return "page";
  }

  @Override
  public String measures() {
    return "from Enter to the first results on the page, and to those of the second stage";
  }

  /**
   * What is searched.
   *
   * @param name what the row is called
   * @param queries the words of each search, hardly ever those of another
   */
  private record Setting(String name, Bundle bundle, int pictures, IntFunction<String> queries) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    sheet.parameter("reranked", 32);
    sheet.parameter("results of a page", 24);
    sheet.remark(
        "The pictures of these indexes are random vectors and features without files, so no small pictures are loaded after the first results.");
    Table table =
        sheet.table(
            "ms from Enter, in a headless Chromium on the same machine",
            "model",
            "pictures",
            "searches",
            "first p50",
            "first p95",
            "second p50",
            "second p95");
    Optional<Path> executable = Chromium.find();
    if (executable.isEmpty()) {
      sheet.remark(
          "No Chromium was found, so the page was not measured; install one, or name it in DIPTYCH_CHROMIUM.");
      table.row("no browser", null, null, null, null, null, null);
      return;
    }
    for (Setting setting : settings(workspace)) {
      measure(setting, executable.get(), workspace, table);
    }
  }

  private static List<Setting> settings(Workspace workspace) throws IOException {
    Setting embedded =
        new Setting(
            "embedded",
            workspace.embedded(),
            workspace.choose(10_000, 40),
            number -> {
              SplittableRandom random = new SplittableRandom(number);
              return String.format(
                  Locale.ROOT,
                  "a %s %s above a %s %s",
                  COLOURS.get(random.nextInt(COLOURS.size())),
                  SHAPES.get(random.nextInt(SHAPES.size())),
                  COLOURS.get(random.nextInt(COLOURS.size())),
                  SHAPES.get(random.nextInt(SHAPES.size())));
            });
    if (workspace.quick()) {
      return List.of(embedded);
    }
    Setting base =
        new Setting(
            "BLIP base",
            workspace.bundle(),
            BASE_PICTURES,
            number -> {
              SplittableRandom random = new SplittableRandom(number);
              return String.join(
                  " ",
                  RandomCheckpoint.word(random.nextInt(1000, 30_000)),
                  RandomCheckpoint.word(random.nextInt(1000, 30_000)),
                  RandomCheckpoint.word(random.nextInt(1000, 30_000)));
            });
    return List.of(embedded, base);
  }

  private static void measure(Setting setting, Path executable, Workspace workspace, Table table)
      throws Exception {
    IndexFolder index =
        RandomIndex.make(
            workspace.folder("page-index-" + setting.bundle().name()),
            setting.bundle(),
            FeatureFormat.F16,
            setting.pictures());
    Path profile = Files.createTempDirectory(workspace.folder("page"), "profile");
    int searches = workspace.choose(40, 3);
    int warmUps = workspace.choose(5, 1);
    double[] first = new double[searches];
    double[] second = new double[searches];
    try (Model model = workspace.models().load(setting.bundle());
        SearchEngine engine =
            SearchEngine.open(
                index.openReader(model.fingerprint()), model, SearchOptions.defaults())) {
      engine.warmUp();
      try (WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
          Chromium browser = Chromium.start(executable, profile)) {
        browser.open(server.address());
        browser.evaluate(READY);
        for (int i = -warmUps; i < searches; i++) {
          String words = quoted(setting.queries().apply(i));
          JsonNode seen = browser.evaluate(search(words));
          if (seen.path("cards").asInt() == 0) {
            throw new IOException("a search for %s showed nothing: %s".formatted(words, seen));
          }
          if (i >= 0) {
            first[i] = seen.path("first").asDouble();
            second[i] = seen.path("second").asDouble();
          }
        }
      }
    }
    table.row(
        setting.name(),
        setting.pictures(),
        searches,
        Turns.quantile(first, 0.5),
        Turns.quantile(first, 0.95),
        Turns.quantile(second, 0.5),
        Turns.quantile(second, 0.95));
  }

  private static String quoted(String words) {
    return "\"" + words.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
