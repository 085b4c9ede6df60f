package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.web.ApiClient.Form;
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
  private final List<String> captions;

  SceneApiTest(SceneServer server) throws Exception {
    this.server = server;
    api = new ApiClient(server.address());
    captions = server.captions();
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
  void search_captionsOfLookAlikes_secondStageFindsWhatFirstMisses() throws Exception {
    int first = 0;
    int both = 0;
    for (int i = 0; i < captions.size(); i++) {
      List<String> truths = server.truths(i);
      String q = "limit=1&q=" + encoded(captions.get(i));
      first += truths.contains(bestFile(find(q + "&rerank=off"))) ? 1 : 0;
      both += truths.contains(bestFile(find(q))) ? 1 : 0;
    }
    assertThat(first).isBetween(70, 86);
    assertThat(both).isGreaterThanOrEqualTo(97);
  }

  private static String bestFile(JsonNode answer) {
    return answer.get("hits").get(0).get("fileName").stringValue();
  }

  @Test
  void search_rerankOff_recallOrderWithoutLogits() {
    JsonNode answer = find("rerank=off&q=" + encoded(captions.getFirst()));
    assertThat(answer.get("depthReached").intValue()).isZero();
    for (JsonNode hit : answer.get("hits")) {
      assertThat(hit.get("rank").intValue()).isEqualTo(hit.get("recallRank").intValue());
      assertThat(hit.get("itm").isNull()).isTrue();
      assertThat(hit.get("matchProbability").isNull()).isTrue();
    }
  }

  @Test
  void search_pictureUploaded_itsCaptionComesFirst() throws Exception {
    String truth = server.truths(4).getFirst();
    Form form =
        new Form()
            .file("image", Files.readAllBytes(server.picture(truth)))
            .field("target", "text")
            .field("limit", "3");
    JsonNode answer = api.postForm(form).json();
    assertThat(answer.get("hits").get(0).get("text").stringValue()).isEqualTo(captions.get(4));
    assertThat(answer.get("depthReached").intValue()).isPositive();
  }

  @Test
  void search_pictureUploadedForPictures_itselfComesFirst() throws Exception {
    Form form = new Form().file("image", Files.readAllBytes(server.picture("007.png")));
    JsonNode hit = api.postForm(form).json().get("hits").get(0);
    assertThat(hit.get("fileName").stringValue()).isEqualTo("007.png");
    assertThat(hit.get("itc").doubleValue()).isGreaterThan(0.999);
  }

  @Test
  void search_byItem_sameAsByItsFile() throws Exception {
    Form form =
        new Form()
            .file("image", Files.readAllBytes(server.picture("011.png")))
            .field("target", "text");
    JsonNode byFile = api.postForm(form).json();
    String id =
        api.postForm(new Form().file("image", Files.readAllBytes(server.picture("011.png"))))
            .json()
            .get("hits")
            .get(0)
            .get("id")
            .stringValue();
    JsonNode byItem = find("target=text&item=" + id);
    assertThat(byItem.get("hits").get(0).get("text"))
        .isEqualTo(byFile.get("hits").get(0).get("text"));
  }

  @Test
  void search_pages_fitTogether() {
    String q = "q=" + encoded(captions.get(9));
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
    byte[] png = Files.readAllBytes(server.picture("000.png"));
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
    JsonNode answer = find("budget=1ms&rerank=300&limit=300&q=" + encoded(captions.get(2)));
    assertThat(answer.get("depthReached").intValue()).isBetween(1, 300);
    assertThat(answer.get("degraded").isNull()).isTrue();
  }

  @Test
  void item_ofHit_fileAndThumbnailAreServed() throws Exception {
    JsonNode hit = find("limit=1&q=" + encoded(captions.get(1))).get("hits").get(0);
    Answer image = api.get(hit.get("image").stringValue());
    assertThat(image.bytes())
        .isEqualTo(Files.readAllBytes(server.picture(hit.get("fileName").stringValue())));
    assertThat(image.header("Content-Type")).isEqualTo("image/png");
    Answer thumbnail = api.get(hit.get("thumbnail").stringValue());
    assertThat(thumbnail.header("Content-Type")).isEqualTo("image/jpeg");
    JsonNode item = api.get("/api/v1/items/" + hit.get("id").stringValue()).json();
    assertThat(item.get("source")).isEqualTo(hit.get("source"));
    assertThat(item.get("width").intValue()).isEqualTo(256);
  }

  @Test
  void image_fileChangedSinceIndexing_404AndThumbnailStays() throws Exception {
    Path file = server.picture("002.png");
    byte[] indexed = Files.readAllBytes(file);
    JsonNode hit = api.postForm(new Form().file("image", indexed)).json().get("hits").get(0);
    assertThat(hit.get("fileName").stringValue()).isEqualTo("002.png");
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
  void status_embeddedModel_countsAndName() throws Exception {
    JsonNode status = api.get("/api/v1/status").json();
    assertThat(status.get("model").stringValue()).isEqualTo("scenes-blip");
    assertThat(status.get("embeddedModel").booleanValue()).isTrue();
    assertThat(status.get("canRerank").booleanValue()).isTrue();
    assertThat(status.get("warm").booleanValue()).isTrue();
    assertThat(status.get("texts").intValue()).isEqualTo(captions.size());
    assertThat(status.get("images").intValue()).isGreaterThan(300);
    assertThat(status.get("indexBytes").longValue()).isPositive();
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  void search_manyAtOnce_sameAsOneByOne() throws Exception {
    List<String> queries = captions.subList(0, 24);
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
