package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.Bundle;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.UpdateRequest;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.testkit.Checkpoints;
import dev.diptych.web.WebOptions;
import dev.diptych.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every family from its checkpoint folder to what the page shows: import, index, search, REST. */
final class FamiliesServedTest {

  /**
   * A family by its small checkpoint.
   *
   * @param query words that its vocabulary has
   * @param order what its results are in the order of
   * @param tellsProbability whether it says of a pair how likely it is one
   */
  record Family(
      String name,
      CheckpointMaker checkpoint,
      String query,
      Stages stages,
      Order order,
      boolean tellsProbability) {

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Family> families() {
    return List.of(
        new Family("clip", Checkpoints::clip, "a b c", Stages.FIRST, Order.COSINE, false),
        new Family("siglip", Checkpoints::siglip, "a b c", Stages.FIRST, Order.COSINE, true),
        new Family("coca", Checkpoints::coca, "a b c", Stages.FIRST, Order.COSINE, false),
        new Family("imagebind", Checkpoints::imageBind, "a b c", Stages.FIRST, Order.COSINE, false),
        new Family("beit3", Checkpoints::beit3, "a b c", Stages.FIRST, Order.COSINE, false),
        new Family("vlmo", Checkpoints::vlmo, "a b c", Stages.FIRST, Order.COSINE, false),
        new Family("vlmo-plus", Checkpoints::vlmoPlus, "a b c", Stages.FIRST, Order.COSINE, false),
        new Family(
            "vlmo-pairs", Checkpoints::vlmoWithPairs, "a b c", Stages.BOTH, Order.BOTH, true),
        new Family("albef", Checkpoints::albef, "a b c", Stages.BOTH, Order.MATCH, true),
        new Family("edje", Checkpoints::edje, "a dog", Stages.BOTH, Order.MATCH, true),
        new Family("vilt", Checkpoints::vilt, "a b c", Stages.SECOND, Order.MATCH, true),
        new Family("blip2", Checkpoints::blip2, "a b c", Stages.BOTH, Order.MATCH, true));
  }

  /** Which stages of a search a checkpoint has. */
  enum Stages {
    FIRST,
    SECOND,
    BOTH
  }

  /** What results are in the order of. */
  enum Order {
    COSINE,
    MATCH,
    /** The sum of both. */
    BOTH;

    double of(JsonNode hit) {
      double cosine = hit.get("itc").doubleValue();
      return switch (this) {
        case COSINE -> cosine;
        case MATCH -> hit.at("/itm/match").doubleValue();
        case BOTH -> hit.at("/itm/match").floatValue() + (float) cosine;
      };
    }
  }

  @FunctionalInterface
  interface CheckpointMaker {
    Path in(Path folder) throws IOException;
  }

  @SuppressWarnings("NullAway.Init") // JUnit calls open first
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static SmallCollection collection;

  @SuppressWarnings("NullAway.Init")
  private static Diptych diptych;

  @SuppressWarnings("NullAway.Init")
  private static HttpClient http;

  @BeforeAll
  static void open(@TempDir Path temporary) throws IOException {
    folder = temporary;
    collection = SmallCollection.in(folder);
    diptych = Diptych.open(folder.resolve("home"));
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void close() {
    http.close();
    diptych.close();
  }

  private static Bundle imported(Family family) throws IOException {
    Path below = Files.createDirectories(folder.resolve("checkpoints-" + family));
    return diptych.models().importCheckpoint(family.checkpoint.in(below));
  }

  private static SpecChoice choice(Family family) throws IOException {
    String model = imported(family).fingerprint().hex(); // both kinds of VLMo have one name
    return family.stages == Stages.SECOND
        ? SpecChoice.DEFAULT.withModel(retriever()).withReranker(model)
        : SpecChoice.DEFAULT.withModel(model);
  }

  private static String retriever() throws IOException {
    return diptych
        .models()
        .importCheckpoint(Checkpoints.clip(Files.createTempDirectory(folder, "retriever")))
        .name();
  }

  private static HttpResponse<byte[]> get(URI address) throws IOException {
    try {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode())
          .as(address + ": " + new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(URI address) throws IOException {
    return JsonMapper.shared().readTree(get(address).body());
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.get("hits").forEach(hit -> ids.add(hit.get("id").stringValue()));
    return ids;
  }

  @ParameterizedTest
  @MethodSource("families")
  void serve_indexOfTheFamily_answersThePage(Family family) throws IOException {
    boolean reranks = family.stages != Stages.FIRST;
    try (DiptychIndex index = diptych.index(folder.resolve("index-" + family))) {
      index.update(UpdateRequest.of(List.of(collection.pictures())).withChoice(choice(family)));
      try (WebServer server = WebServer.start(index.engine(), WebOptions.DEFAULT.withPort(0))) {
        URI base = server.address();
        assertThat(new String(get(base).body(), StandardCharsets.UTF_8)).contains("<html");
        assertThat(json(base.resolve("/api/v1/status")).at("/model/canRerank").booleanValue())
            .isEqualTo(reranks);

        String search =
            "/api/v1/search?limit=12&q=" + URLEncoder.encode(family.query, StandardCharsets.UTF_8);
        SearchRequest same = SearchRequest.typed(family.query).withPage(0, 12);
        assertThat(ids(json(base.resolve(search))))
            .hasSize(collection.size())
            .isEqualTo(
                index.search(same).hits().stream().map(hit -> hit.item().id().value()).toList());

        JsonNode answer = json(base.resolve(search + "&words=off"));
        assertThat(answer.at("/rerank/depthReached").intValue())
            .isEqualTo(reranks ? collection.size() : 0);
        double before = Double.POSITIVE_INFINITY;
        for (JsonNode hit : answer.get("hits")) {
          assertThat(hit.get("itm").isNull()).isNotEqualTo(reranks);
          assertThat(hit.get("matchProbability").isNull()).isNotEqualTo(family.tellsProbability);
          double ranked = family.order.of(hit);
          assertThat(ranked).isLessThanOrEqualTo(before);
          before = ranked;
        }

        JsonNode best = answer.at("/hits/0");
        assertThat(get(base.resolve(best.get("image").stringValue())).body())
            .isEqualTo(Files.readAllBytes(Path.of(best.get("path").stringValue())));
        assertThat(
                get(base.resolve(best.get("thumbnail").stringValue()))
                    .headers()
                    .firstValue("Content-Type"))
            .hasValueSatisfying(type -> assertThat(type).startsWith("image/"));
        String id = best.get("id").stringValue();
        assertThat(ids(json(base.resolve("/api/v1/search?item=" + id)))).hasSizeGreaterThan(1);
      }
    }
  }
}
