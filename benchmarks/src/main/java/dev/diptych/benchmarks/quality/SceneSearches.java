package dev.diptych.benchmarks.quality;

import dev.diptych.core.Modality;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexFolder;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.searcher.Lookalikes;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.Selection;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every caption asked for its pictures and every picture for its captions, all candidates of the
 * greatest depth scored: from these scores the answer at any smaller depth follows, since the score
 * of a pair does not depend on how many there are.
 *
 * @param toImage a ranking per caption
 * @param toText a ranking per picture
 */
record SceneSearches(List<Ranking> toImage, List<Ranking> toText) {

  private static final long CACHED = 256L << 20;

  /**
   * Runs all queries of an evaluation through a search engine.
   *
   * @param fixture the evaluation's folder
   * @param evaluation what is in it
   * @param count most queries of each kind
   * @param depth candidates a query
   * @param index where to make an index of it
   * @param setting how
   */
  static SceneSearches run(
      String fixture,
      SceneEvaluation evaluation,
      int count,
      int depth,
      Path index,
      QualitySection.Setting setting)
      throws IOException {
    List<byte[]> files = files(fixture, evaluation);
    List<String> texts = evaluation.captions().stream().map(Caption::text).toList();
    Model model = setting.model();
    IndexFolder made = SceneIndex.make(index, setting, files, texts);
    SearchOptions options = new SearchOptions(CACHED, CACHED, 16, Duration.ZERO);
    try (SearchEngine engine =
        SearchEngine.open(made.openReader(model.fingerprint()), model, options)) {
      return new SceneSearches(
          rankings(
              engine,
              model.scoring(),
              texts.stream().limit(count).map(text -> new Query.Text(text).byVectors()),
              Modality.IMAGE,
              depth),
          rankings(
              engine,
              model.scoring(),
              files.stream().limit(count).map(Query.Image::of),
              Modality.TEXT,
              depth));
    }
  }

  private static List<byte[]> files(String fixture, SceneEvaluation evaluation) throws IOException {
    Path folder = Fixtures.path(fixture);
    List<byte[]> files = new ArrayList<>();
    for (SceneEvaluation.Picture picture : evaluation.pictures()) {
      files.add(Files.readAllBytes(folder.resolve(picture.name())));
    }
    return files;
  }

  private static List<Ranking> rankings(
      SearchEngine engine,
      Scoring scoring,
      Stream<? extends Query> queries,
      Modality target,
      int depth) {
    return queries.map(query -> ranking(engine, scoring, query, target, depth)).toList();
  }

  private static Ranking ranking(
      SearchEngine engine, Scoring scoring, Query query, Modality target, int depth) {
    SearchResponse response =
        engine.search(
            new SearchRequest(query, target, depth, 0, depth, Optional.empty())
                .with(Selection.ALL.with(Lookalikes.SHOW)));
    if (response.rerank().degraded().isPresent()) {
      throw new IllegalStateException(
          "the second stage did not run: " + response.rerank().degraded().get());
    }
    return Ranking.of(response.hits(), scoring);
  }
}
