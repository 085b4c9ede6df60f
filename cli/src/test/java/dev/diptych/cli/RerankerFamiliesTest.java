package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Checkpoints;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Families that score pairs alone, each from its checkpoint folder to results. */
final class RerankerFamiliesTest {

  @TempDir Path folder;

  private void importIndexAndSearch(Path checkpoint, String family, String query, boolean recalls)
      throws IOException {
    String name = String.valueOf(checkpoint.getFileName());
    SmallCollection collection = SmallCollection.in(folder);
    CapturedRun checked =
        collection.run(
            "model",
            "check",
            checkpoint.toString(),
            "--golden",
            Fixtures.path(family + "-tiny").toString());
    assertThat(checked.code()).as(checked.out() + checked.err()).isZero();
    for (Path each : new Path[] {checkpoint, Checkpoints.clip(folder)}) {
      CapturedRun imported = collection.run("model", "import", each.toString());
      assertThat(imported.code()).as(imported.err()).isZero();
    }
    assertThat(collection.run("model", "show", name).out().replaceAll("\\s+", " "))
        .contains(
            "family %s can %srerank scores ordered by match alone"
                .formatted(family, recalls ? "recall, " : ""));
    if (!recalls) {
      CapturedRun alone =
          collection.run("index", collection.pictures().toString(), "--model", name);
      assertThat(alone.code()).isEqualTo(2);
      assertThat(alone.err()).contains(name + " can only: rerank", "recall");
    }

    CapturedRun indexed =
        collection.run(
            "index",
            collection.pictures().toString(),
            "--retriever",
            "tiny-clip",
            "--reranker",
            name);
    assertThat(indexed.code()).as(indexed.err()).isZero();
    CapturedRun words = collection.run("search", query, "--json", "--limit", "12");
    assertThat(words.code()).as(words.err()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(words.out());
    assertThat(answer.at("/rerank/degraded").isNull()).as(words.out()).isTrue();
    assertThat(answer.at("/rerank/depthReached").intValue()).isEqualTo(collection.size());
    double before = Double.POSITIVE_INFINITY;
    for (JsonNode hit : answer.get("hits")) {
      double match = hit.at("/itm/match").doubleValue();
      assertThat(match).isLessThanOrEqualTo(before);
      before = match;
    }
    CapturedRun picture =
        collection.run(
            "search", "--image", collection.picture(3).toString(), "--target", "text", "--json");
    assertThat(picture.code()).as(picture.err()).isZero();
    assertThat(JsonMapper.shared().readTree(picture.out()).at("/rerank/depthReached").intValue())
        .isPositive();
  }

  /** Both stages of one checkpoint. */
  @Test
  void search_wholeEdje_recallsAndReranksByItself() throws IOException {
    SmallCollection collection = SmallCollection.in(folder);
    CapturedRun imported = collection.run("model", "import", Checkpoints.edje(folder).toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    CapturedRun indexed =
        collection.run("index", collection.pictures().toString(), "--model", "tiny-edje");
    assertThat(indexed.code()).as(indexed.err()).isZero();
    CapturedRun words = collection.run("search", "a dog", "--json", "--limit", "12");
    assertThat(words.code()).as(words.err()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(words.out());
    assertThat(answer.at("/rerank/depthReached").intValue()).isEqualTo(collection.size());
    double before = Double.POSITIVE_INFINITY;
    for (JsonNode hit : answer.get("hits")) {
      double match = hit.at("/itm/match").doubleValue();
      assertThat(match).isLessThanOrEqualTo(before);
      assertThat(hit.at("/itm/noMatch").doubleValue()).isZero();
      before = match;
    }
    CapturedRun merged =
        collection.run(
            "index",
            collection.pictures().toString(),
            "--model",
            "tiny-edje",
            "--rebuild",
            "--tokens",
            "4");
    assertThat(merged.code()).isEqualTo(2);
    assertThat(merged.err()).contains("--tokens", "tiny-edje", "as it is");
  }

  /** Both stages of one checkpoint, then its second stage behind another model. */
  @Test
  void search_vlmoWithItsHead_isInTheOrderOfMatchPlusCosine() throws IOException {
    SmallCollection collection = SmallCollection.in(folder);
    for (Path each : new Path[] {Checkpoints.vlmoWithPairs(folder), Checkpoints.clip(folder)}) {
      CapturedRun imported = collection.run("model", "import", each.toString());
      assertThat(imported.code()).as(imported.err()).isZero();
    }
    for (String[] models :
        new String[][] {
          {"--model", "tiny-vlmo"}, {"--retriever", "tiny-clip", "--reranker", "tiny-vlmo"}
        }) {
      List<String> arguments =
          new ArrayList<>(List.of("index", collection.pictures().toString(), "--rebuild"));
      arguments.addAll(List.of(models));
      CapturedRun indexed = collection.run(arguments.toArray(String[]::new));
      assertThat(indexed.code()).as(indexed.err()).isZero();
      CapturedRun words = collection.run("search", "a b c", "--json", "--limit", "12");
      assertThat(words.code()).as(words.err()).isZero();
      JsonNode answer = JsonMapper.shared().readTree(words.out());
      assertThat(answer.at("/rerank/depthReached").intValue()).isEqualTo(collection.size());
      boolean alone = models[0].equals("--model");
      double before = Double.POSITIVE_INFINITY;
      for (JsonNode hit : answer.get("hits")) {
        double cosine = alone ? hit.get("itc").doubleValue() : 0;
        double score = hit.at("/itm/match").doubleValue() + cosine;
        assertThat(score).isLessThanOrEqualTo(before + 1e-6);
        before = score;
      }
    }
  }

  /** Several vectors a picture, then the second stage of the same checkpoint. */
  @Test
  void search_wholeBlip2_recallsByTheBestVectorAndReranks() throws IOException {
    SmallCollection collection = SmallCollection.in(folder);
    CapturedRun imported = collection.run("model", "import", Checkpoints.blip2(folder).toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    CapturedRun shown = collection.run("model", "show", "tiny-blip2");
    assertThat(shown.out()).contains("16 dimensions, 5 vectors a picture");
    CapturedRun indexed =
        collection.run("index", collection.pictures().toString(), "--model", "tiny-blip2");
    assertThat(indexed.code()).as(indexed.err()).isZero();
    for (String[] query :
        new String[][] {
          {"a b c"},
          {"--image", collection.picture(3).toString()},
          {"a b c", "--image", collection.picture(3).toString()}
        }) {
      List<String> arguments = new ArrayList<>(List.of("search", "--json", "--limit", "12"));
      arguments.addAll(List.of(query));
      CapturedRun found = collection.run(arguments.toArray(String[]::new));
      assertThat(found.code()).as(found.err()).isZero();
      JsonNode answer = JsonMapper.shared().readTree(found.out());
      assertThat(answer.get("hits").size()).as(found.out()).isGreaterThan(1);
      if (query.length == 1) {
        assertThat(answer.at("/rerank/depthReached").intValue()).isEqualTo(collection.size());
      } else if (query.length == 2) {
        assertThat(answer.at("/hits/0/itc").doubleValue()).as("itself").isGreaterThan(0.9999);
      }
    }
    CapturedRun duplicates = collection.run("duplicates", "--json");
    assertThat(duplicates.code()).as(duplicates.err()).isZero();
    CapturedRun verified = collection.run("verify");
    assertThat(verified.code()).as(verified.err()).isZero();
  }

  @Test
  void search_edje_isInTheOrderOfItsLogit() throws IOException {
    importIndexAndSearch(Checkpoints.edjeReranker(folder), "edje", "a dog", false);
  }

  @Test
  void search_blip2_isInTheOrderOfItsLogitPlusCosine() throws IOException {
    importIndexAndSearch(Checkpoints.blip2(folder), "blip2", "a b c", true);
  }

  @Test
  void search_vilt_isInTheOrderOfItsLogit() throws IOException {
    importIndexAndSearch(Checkpoints.vilt(folder), "vilt", "a b c", false);
  }
}
