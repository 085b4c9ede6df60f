package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.scenes.Caption;
import dev.diptych.scenes.DemoCorpus;
import dev.diptych.web.ApiClient.Form;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API over the real engine, the embedded model and a real index. */
@ExtendWith(SceneServerResolver.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SceneApiTest {

  private final SceneServer server;
  private final ApiClient api;

  SceneApiTest(SceneServer server) {
    this.server = server;
    api = new ApiClient(server.address());
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private JsonNode find(String query) {
    Answer answer = api.get("/api/v1/search?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static String encoded(String words) {
    return URLEncoder.encode(words, StandardCharsets.UTF_8);
  }

  @Test
  void search_sentenceOfTheDemo_secondStagePutsTheTrueOnesFirst() {
    List<String> truths = server.truths(DemoCorpus.queryMeaning());
    String q = "limit=%s&q=%s".formatted(truths.size(), encoded(DemoCorpus.QUERY));
    assertThat(files(find(q))).containsExactlyInAnyOrderElementsOf(truths);
    assertThat(files(find(q + "&rerank=off")))
        .hasSameSizeAs(truths)
        .isNotEqualTo(files(find(q)))
        .anyMatch(name -> !truths.contains(name));
  }

  @Test
  void search_captionsOfPictures_secondStageFindsMoreThanTheFirst() {
    List<DemoCorpus.Picture> sample = server.captioned().subList(0, 100);
    int first = 0;
    int both = 0;
    for (DemoCorpus.Picture picture : sample) {
      Caption caption = picture.captions().getFirst();
      List<String> truths = server.truths(caption.meaning());
      String q = "limit=1&q=" + encoded(caption.text());
      first += truths.contains(files(find(q + "&rerank=off")).getFirst()) ? 1 : 0;
      both += truths.contains(files(find(q)).getFirst()) ? 1 : 0;
    }
    assertThat(both).isGreaterThanOrEqualTo(94).isGreaterThan(first);
  }

  private static List<String> files(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.get("hits").forEach(hit -> names.add(hit.get("fileName").stringValue()));
    return names;
  }

  @Test
  void search_rerankOff_recallOrderWithoutLogits() {
    JsonNode answer = find("rerank=off&q=" + encoded(DemoCorpus.QUERY));
    assertThat(answer.at("/rerank/depthReached").intValue()).isZero();
    for (JsonNode hit : answer.get("hits")) {
      assertThat(hit.get("rank").intValue()).isEqualTo(hit.get("recallRank").intValue());
      assertThat(hit.get("itm").isNull()).isTrue();
      assertThat(hit.get("matchProbability").isNull()).isTrue();
    }
  }

  /** {@return the words of the n-th picture that has some} */
  private String words(int n) {
    return server.captioned().get(n).captions().getFirst().text();
  }

  private byte[] bytes(DemoCorpus.Picture picture) throws Exception {
    return Files.readAllBytes(server.file(picture));
  }

  @Test
  void search_pictureUploadedForWords_trueWordsComeFirst() throws Exception {
    for (DemoCorpus.Picture picture : server.captioned().subList(0, 5)) {
      Form form = new Form().file("image", bytes(picture)).field("target", "text");
      JsonNode answer = api.postForm(form).json();
      String best = answer.get("hits").get(0).get("text").stringValue();
      assertThat(server.isTrue(best, picture)).as(picture.name() + ": " + best).isTrue();
      assertThat(answer.at("/rerank/depthReached").intValue())
          .isEqualTo(answer.at("/rerank/depth").intValue())
          .isBetween(1, 64);
      assertThat(answer.at("/confidence/calibrated").booleanValue()).isTrue();
    }
  }

  @Test
  void search_pictureUploadedForPictures_itselfComesFirst() throws Exception {
    DemoCorpus.Picture picture = server.corpus().pictures().get(7);
    JsonNode hit = api.postForm(new Form().file("image", bytes(picture))).json().get("hits").get(0);
    assertThat(hit.get("fileName").stringValue()).isEqualTo(picture.name());
    assertThat(hit.get("itc").doubleValue()).isGreaterThan(0.999);
  }

  @Test
  void search_byItem_sameAsByItsFile() throws Exception {
    byte[] file = bytes(server.corpus().pictures().get(11));
    JsonNode byFile = api.postForm(new Form().file("image", file).field("target", "text")).json();
    String id = ids(api.postForm(new Form().file("image", file)).json()).getFirst();
    assertThat(ids(find("target=text&item=" + id))).startsWith(ids(byFile).getFirst());
  }

  @Test
  void search_pages_fitTogether() {
    String q = "q=" + encoded(words(9));
    List<String> whole = ids(find(q + "&limit=15"));
    List<String> parts = new ArrayList<>(ids(find(q + "&limit=5")));
    parts.addAll(ids(find(q + "&limit=5&offset=5")));
    parts.addAll(ids(find(q + "&limit=5&offset=10")));
    assertThat(parts).isEqualTo(whole).doesNotHaveDuplicates().hasSize(15);
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.get("hits").forEach(hit -> ids.add(hit.get("id").stringValue()));
    return ids;
  }

  @Test
  void search_fiveThousandWords_answerWithWarning() {
    Answer answer = api.postJson("{\"q\":\"" + "red circle ".repeat(2500).strip() + "\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().get("warnings").toString()).contains("cut");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ud83d\ude00",
        "\u0000",
        "\ud800",
        "?!.,",
        "\u202e\u0628\u200b",
        "'; DROP TABLE items --"
      })
  void search_oddWords_answeredOrRefusedButNeverADefect(String words) {
    String json = new JsonMapper().writeValueAsString(Map.of("q", words));
    Answer answer = api.postJson(json);
    assertThat(answer.status()).as(answer.text()).isIn(200, 400);
  }

  Stream<byte[]> unreadable() throws Exception {
    byte[] png = bytes(server.corpus().pictures().getFirst());
    byte[] noise = new byte[5000];
    new Random(3).nextBytes(noise);
    return Stream.of(
        new byte[0],
        "PK\u0003\u0004 a zip that was renamed".getBytes(StandardCharsets.ISO_8859_1),
        "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8),
        Arrays.copyOf(png, 60),
        noise);
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void search_notAPicture_422(byte[] file) {
    Answer answer = api.postForm(new Form().file("image", file));
    answer.assertProblem(422, "UNREADABLE_IMAGE");
    assertThat(answer.text()).doesNotContain("passwd", "Exception", "dev.diptych");
  }

  @Test
  void search_unknownItem_404() {
    api.get("/api/v1/search?item=doesnotexist").assertProblem(404, "NOT_FOUND");
  }

  @Test
  void search_shortestBudget_someReadRestInRecallOrder() {
    JsonNode answer = find("budget=1ms&rerank=300&limit=300&q=" + encoded(words(2)));
    assertThat(answer.at("/rerank/depthReached").intValue()).isBetween(1, 300);
    assertThat(answer.at("/rerank/degraded").isNull()).isTrue();
  }

  @Test
  void item_ofHit_fileAndThumbnailAreServed() throws Exception {
    JsonNode hit = find("limit=1&q=" + encoded(words(1))).get("hits").get(0);
    Answer image = api.get(hit.get("image").stringValue());
    assertThat(image.bytes())
        .isEqualTo(Files.readAllBytes(Path.of(URI.create(hit.get("source").stringValue()))));
    assertThat(image.header("Content-Type")).isEqualTo("image/png");
    Answer thumbnail = api.get(hit.get("thumbnail").stringValue());
    assertThat(thumbnail.header("Content-Type")).isEqualTo("image/jpeg");
    JsonNode item = api.get("/api/v1/items/" + hit.get("id").stringValue()).json();
    assertThat(item.get("source")).isEqualTo(hit.get("source"));
    assertThat(item.get("width").intValue()).isEqualTo(256);
  }

  @Test
  void image_fileChangedSinceIndexing_404AndThumbnailStays() throws Exception {
    DemoCorpus.Picture picture = server.corpus().pictures().get(590);
    Path file = server.file(picture);
    byte[] indexed = Files.readAllBytes(file);
    JsonNode hit = api.postForm(new Form().file("image", indexed)).json().get("hits").get(0);
    assertThat(hit.get("fileName").stringValue()).isEqualTo(picture.name());
    try {
      Files.writeString(file, "something else");
      api.get(hit.get("image").stringValue()).assertProblem(404, "NOT_FOUND");
      assertThat(api.get(hit.get("thumbnail").stringValue()).status()).isEqualTo(200);
    } finally {
      Files.write(file, indexed);
    }
    assertThat(api.get(hit.get("image").stringValue()).bytes()).isEqualTo(indexed);
  }

  @Test
  void status_embeddedModel_countsAndName() {
    JsonNode status = api.get("/api/v1/status").json();
    assertThat(status.at("/model/name").stringValue()).isEqualTo("scenes-blip");
    assertThat(status.at("/model/embedded").booleanValue()).isTrue();
    assertThat(status.at("/model/canRerank").booleanValue()).isTrue();
    assertThat(status.get("warm").booleanValue()).isTrue();
    assertThat(status.at("/index/texts").intValue()).isEqualTo(600);
    assertThat(status.at("/index/images").intValue()).isEqualTo(600);
    assertThat(status.at("/index/features").stringValue()).isEqualTo("f16");
    assertThat(status.at("/index/tokens").intValue()).isEqualTo(50);
    assertThat(status.propertyNames())
        .as("sizes take a walk over the index")
        .doesNotContain("indexBytes");
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  void search_manyAtOnce_sameAsOneByOne() throws Exception {
    List<String> queries = IntStream.range(0, 24).mapToObj(this::words).toList();
    List<List<String>> alone = queries.stream().map(q -> ids(find("q=" + encoded(q)))).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> together = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (String q : queries) {
          together.add(threads.submit(() -> ids(find("q=" + encoded(q)))));
        }
      }
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i % queries.size()));
      }
    }
  }
}
