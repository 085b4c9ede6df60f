package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An index with CLIP's vectors and BLIP's patch features, from the command line. */
final class TwoModelsIndexTest {

  private static SmallCollection collection;

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    collection = SmallCollection.in(folder);
    CapturedRun imported =
        collection.run("model", "import", RecallOnlyModelTest.checkpoint(folder).toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    CapturedRun indexed =
        collection.run(
            "index",
            collection.pictures().toString(),
            "--retriever",
            RecallOnlyModelTest.NAME,
            "--reranker",
            "scenes-blip");
    assertThat(indexed.code()).as(indexed.err()).isZero();
    assertThat(indexed.err()).doesNotContain("no second stage");
  }

  @Test
  void search_words_recallsByOneModelAndReranksByTheOther() {
    // The retriever is random; among all twelve the reranker finds the right one.
    CapturedRun run = collection.run("search", collection.caption(4), "--json", "--limit", "12");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(run.out());
    assertThat(answer.at("/rerank/degraded").isNull()).as(run.out()).isTrue();
    assertThat(answer.at("/rerank/depthReached").intValue()).isEqualTo(12);
    assertThat(answer.at("/hits/0/path").stringValue()).isEqualTo(collection.picture(4).toString());
    double before = Double.POSITIVE_INFINITY;
    for (JsonNode hit : answer.get("hits")) {
      double match = hit.at("/itm/match").doubleValue();
      assertThat(match).isLessThanOrEqualTo(before);
      before = match;
    }
  }

  @Test
  void search_picture_findsItsWordsThroughBoth() {
    CapturedRun run =
        collection.run(
            "search", "--image", collection.picture(7).toString(), "--target", "text", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(run.out());
    assertThat(answer.at("/rerank/depthReached").intValue()).isPositive();
    assertThat(answer.at("/hits/0/text").stringValue()).isEqualTo(collection.caption(7));
  }

  @Test
  void index_againWithoutOptions_keepsBothModels() {
    CapturedRun again = collection.run("index", collection.pictures().toString());
    assertThat(again.code()).as(again.err()).isZero();
    CapturedRun other =
        collection.run(
            "index", collection.pictures().toString(), "--model", RecallOnlyModelTest.NAME);
    assertThat(other.code()).isNotZero();
    assertThat(other.err()).contains("scenes-blip");
  }

  @Test
  void index_otherRetrieverBesideTheSameReranker_takesOverThePatchFeatures() {
    CapturedRun exchanged =
        collection.run(
            "index",
            collection.pictures().toString(),
            "--retriever",
            "scenes-blip",
            "--reranker",
            "scenes-blip");
    assertThat(exchanged.code()).as(exchanged.err()).isZero();
    assertThat(exchanged.err())
        .contains("changes its retriever to scenes-blip", "patch features by scenes-blip stay");
    assertThat(collection.run("status").out()).doesNotContain(RecallOnlyModelTest.NAME);
    CapturedRun found = collection.run("search", collection.caption(4), "--json");
    assertThat(JsonMapper.shared().readTree(found.out()).at("/hits/0/path").stringValue())
        .isEqualTo(collection.picture(4).toString());

    CapturedRun back =
        collection.run(
            "index",
            collection.pictures().toString(),
            "--retriever",
            RecallOnlyModelTest.NAME,
            "--reranker",
            "scenes-blip");
    assertThat(back.code()).as(back.err()).isZero();
    assertThat(back.err()).contains("changes its retriever to " + RecallOnlyModelTest.NAME);
  }

  @Test
  void status_twoModels_namesBoth() {
    assertThat(collection.run("status").out().replaceAll("\\s+", " "))
        .contains(RecallOnlyModelTest.NAME, "recalls, scenes-blip", "reranks");
  }

  @Test
  void index_modelBesideRetriever_isWrongUse() {
    CapturedRun run =
        collection.run(
            "index", collection.pictures().toString(), "--model", "x", "--reranker", "y");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--model names one model for both");
  }

  @Test
  void index_rerankerThatCannot_isRefused() {
    CapturedRun run =
        collection.run(
            "index",
            collection.pictures().toString(),
            "--rebuild",
            "--retriever",
            "scenes-blip",
            "--reranker",
            RecallOnlyModelTest.NAME);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--reranker", RecallOnlyModelTest.NAME, "recall");
  }

  @Test
  void rebuild_ofADamagedIndexWithoutOptions_keepsBothModels() throws IOException {
    try (Stream<Path> files = Files.walk(collection.index())) {
      for (Path file : files.filter(it -> it.toString().endsWith(".cfs")).toList()) {
        Files.delete(file);
      }
    }
    assertThat(collection.run("search", "red").err())
        .contains(" --retriever " + RecallOnlyModelTest.NAME + " --reranker scenes-blip ");
    CapturedRun rebuilt = collection.run("index", "--rebuild", collection.pictures().toString());
    assertThat(rebuilt.code()).as(rebuilt.err()).isZero();
    assertThat(collection.run("status").out().replaceAll("\\s+", " "))
        .contains(RecallOnlyModelTest.NAME, "recalls, scenes-blip", "reranks");
  }
}
