package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Condition;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.searcher.Depth;
import dev.diptych.searcher.Mix;
import dev.diptych.searcher.PageCursor;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.Selection;
import dev.diptych.searcher.SortOrder;
import dev.diptych.searcher.Threshold;
import dev.diptych.web.ApiClient.Form;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What a client writes is what the engine is asked; what the engine says is what a client reads.
 */
final class SearchRoutesTest {

  private final FakeEngine engine = new FakeEngine();
  private final BlockingQueue<SearchRequest> asked = new LinkedBlockingQueue<>();
  private final WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
  private final ApiClient api = new ApiClient(server.address());

  @BeforeEach
  void record() {
    engine.answer.set(
        request -> {
          asked.add(request);
          return FakeEngine.response(List.of(), Optional.empty());
        });
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  @Test
  void get_wordsOnly_defaults() {
    assertThat(api.get("/api/v1/search?q=a%20red+circle").status()).isEqualTo(200);
    assertThat(asked.remove())
        .isEqualTo(SearchRequest.of(new Query.Text("a red circle"), Modality.IMAGE));
  }

  @Test
  void get_pictureWithCopies_isOneHitWithItsSources() {
    Item item = engine.addImage("image0001", "file:///a.png");
    SearchHit alone = FakeEngine.hits(List.of(item)).getFirst();
    List<Item> copies = List.of(engine.addImage("image0002", "file:///b/a.png"));
    SearchHit hit =
        new SearchHit(
            item, copies, 1, 1, alone.itc(), alone.itm(), alone.probability(), alone.texts());
    engine.answer.set(request -> FakeEngine.response(List.of(hit), Optional.empty()));

    JsonNode json = api.get("/api/v1/search?q=x").json().get("hits").get(0);

    assertThat(json.get("copies").intValue()).isEqualTo(1);
    assertThat(json.get("source").stringValue()).isEqualTo("file:///a.png");
    assertThat(json.get("sources").toString()).isEqualTo("[\"file:///a.png\",\"file:///b/a.png\"]");
  }

  @Test
  void get_everyField_passedOn() {
    api.get("/api/v1/search?item=image0001&target=text&limit=3&offset=6&rerank=9&budget=300ms");
    assertThat(asked.remove())
        .isEqualTo(
            new SearchRequest(
                new Query.IndexedItem(new ItemId("image0001")),
                Modality.TEXT,
                3,
                6,
                9,
                Optional.of(Duration.ofMillis(300))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "0"})
  void get_rerankOff_depthZero(String rerank) {
    api.get("/api/v1/search?q=x&rerank=" + rerank);
    assertThat(asked.remove().depth()).isEqualTo(Depth.of(0));
  }

  @Test
  void get_threshold_passedOnInEveryForm() {
    for (Map.Entry<String, Threshold> each :
        Map.of(
                "auto", Threshold.CALIBRATED,
                "off", Threshold.OFF,
                "0.4", Threshold.of(0.4),
                "40%25", Threshold.of(0.4),
                "0", Threshold.of(0),
                "1", Threshold.of(1))
            .entrySet()) {
      api.get("/api/v1/search?q=x&threshold=" + each.getKey());
      assertThat(asked.remove().threshold()).as(each.getKey()).isEqualTo(each.getValue());
    }
  }

  @Test
  void get_wordsOff_vectorsAlone() {
    api.get("/api/v1/search?q=x&words=off");
    assertThat(asked.remove().query()).isEqualTo(new Query.Text("x").byVectors());
    api.postJson("{\"q\":\"x\",\"words\":\"on\"}");
    assertThat(asked.remove().query()).isEqualTo(new Query.Text("x"));
    Answer other = api.get("/api/v1/search?q=x&words=maybe");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.text()).contains("words must be on or off");
  }

  @Test
  void get_wordsAndItems_areOneSearch() {
    api.get("/api/v1/search?q=blue+tag:x&qweight=2&item=image0001,-image0002%5E0.5");
    SearchRequest request = asked.remove();
    assertThat(request.query())
        .isEqualTo(
            Mix.of(
                List.of(
                    new Mix.Part(new Query.Text("blue"), 2),
                    new Mix.Part(new Query.IndexedItem(new ItemId("image0001")), 1),
                    new Mix.Part(new Query.IndexedItem(new ItemId("image0002")), -.5))));
    assertThat(request.selection().filter().isEmpty()).isFalse();
    api.postJson("{\"q\":\"blue\",\"qweight\":3,\"item\":\"image0001\"}");
    assertThat(((Mix) asked.remove().query()).parts())
        .extracting(Mix.Part::weight)
        .containsExactlyInAnyOrder(.75, .25);
    JsonNode json = api.get("/api/v1/search?q=blue&item=image0001").json().get("query");
    assertThat(json.get("kind").stringValue()).isEqualTo("mix");
    assertThat(json.get("mix").toString())
        .contains(
            "{\"kind\":\"text\",\"text\":\"blue\",\"image\":null,\"item\":null,\"weight\":0.5}");
  }

  @Test
  void postForm_severalPictures_areOneSearch() {
    Form form =
        new Form()
            .file("image", new byte[] {1})
            .file("image", new byte[] {2})
            .field("imageweights", "1,-0.25");
    assertThat(api.postForm(form).status()).isEqualTo(200);
    assertThat(asked.remove().query())
        .isEqualTo(
            Mix.of(
                List.of(
                    new Mix.Part(Query.Image.of(new byte[] {1}), 1),
                    new Mix.Part(Query.Image.of(new byte[] {2}), -.25))));
    Form nine = new Form();
    for (int i = 0; i < 9; i++) {
      nine.file("image", new byte[] {(byte) i});
    }
    assertThat(api.postForm(nine).text()).contains("at most 8 pictures");
  }

  @ParameterizedTest
  @CsvSource({
    "q=a&qweight=x,a weight is a number",
    "q=a&qweight=-1,weight above 0",
    "item=-image0001,weight above 0",
    "item=image0001&qweight=2,there is no q",
    "q=a&imageweights=1,one weight for each picture",
    "'item=a,,b',item id"
  })
  void get_weightsThatMeanNothing_areRefused(String query, String why) {
    Answer answer = api.get("/api/v1/search?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains(why);
  }

  @Test
  void suggest_whatWasTyped_isAnsweredByTheEngine() {
    assertThat(api.get("/api/v1/suggest?q=red%20c&limit=3").json().toString())
        .isEqualTo("{\"suggestions\":[{\"text\":\"red c...\",\"kind\":\"folder\",\"items\":3}]}");
    assertThat(api.get("/api/v1/suggest?q=").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/suggest").text()).contains("suggestions need q");
    assertThat(api.get("/api/v1/suggest?q=a&offset=3").status()).isEqualTo(400);
  }

  @Test
  void get_edgeValues_taken() {
    api.get("/api/v1/search?q=x&limit=1000&offset=10000&rerank=1000&budget=10m");
    SearchRequest request = asked.remove();
    assertThat(request.limit()).isEqualTo(1000);
    assertThat(request.offset()).isEqualTo(10_000);
    assertThat(request.depth()).isEqualTo(Depth.of(1000));
    assertThat(request.budget()).contains(Duration.ofMinutes(10));
  }

  @Test
  void postJson_everyField_sameAsGet() {
    api.postJson(
        "{\"q\":\"caf\u00e9 \ud83d\ude00\",\"target\":\"text\",\"limit\":3,\"offset\":6,\"rerank\":\"off\",\"budget\":\"2s\",\"item\":null}");
    assertThat(asked.remove())
        .isEqualTo(
            new SearchRequest(
                new Query.Text("caf\u00e9 \ud83d\ude00"),
                Modality.TEXT,
                3,
                6,
                0,
                Optional.of(Duration.ofSeconds(2))));
  }

  @Test
  void postJson_fiveThousandWords_arriveWhole() {
    String words = "word ".repeat(5000).strip();
    assertThat(api.postJson("{\"q\":\"" + words + "\"}").status()).isEqualTo(200);
    assertThat(asked.remove().query()).isEqualTo(new Query.Text(words));
  }

  @Test
  void postForm_pictureAndFields_passedOn() {
    byte[] picture = new byte[3_000_000];
    new Random(7).nextBytes(picture);

    Answer answer =
        api.postForm(new Form().field("target", "text").file("image", picture).field("limit", "4"));

    assertThat(answer.json().get("query").get("kind").stringValue()).isEqualTo("image");
    SearchRequest request = asked.remove();
    assertThat(request.query()).isEqualTo(Query.Image.of(picture));
    assertThat(request.target()).isEqualTo(Modality.TEXT);
    assertThat(request.limit()).isEqualTo(4);
  }

  @Test
  void get_conditionsOrderAndCursor_passedOn() {
    Answer answer =
        api.get(
            "/api/v1/search?q=red+tag:sea+-folder:old+colour:x&taken=2024-06&near=47.37,8.54,5km"
                + "&filter=-camera:canon&sort=newest&facets=true&cursor=start");

    assertThat(answer.status()).isEqualTo(200);
    SearchRequest request = asked.remove();
    assertThat(request.query()).isEqualTo(new Query.Text("red colour:x"));
    Selection selection = request.selection();
    assertThat(selection.filter().conditions())
        .hasSize(5)
        .contains(
            new Condition.Tag("sea"),
            new Condition.Not(new Condition.Folder("old")),
            new Condition.Not(new Condition.Camera("canon")));
    assertThat(selection.order()).isEqualTo(SortOrder.NEWEST);
    assertThat(selection.facets()).isTrue();
    assertThat(selection.cursor()).contains(PageCursor.START);
    assertThat(selection.hints()).hasSize(1);
  }

  @Test
  void get_selectionsThatMakeNoSense_areRefusedByName() {
    for (String wrong :
        List.of(
            "threshold=sure",
            "threshold=1.5",
            "threshold=-0.1",
            "taken=june",
            "place=atlantis-on-sea",
            "near=1",
            "width=wide",
            "sort=best",
            "facets=1",
            "cursor=x",
            "filter=red",
            "format=doc",
            "has=colour",
            "tag=")) {
      Answer answer = api.get("/api/v1/search?q=red&" + wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.json().get("detail").stringValue())
          .as(wrong)
          .contains(wrong.substring(0, wrong.indexOf('=')));
    }
    assertThat(api.get("/api/v1/search?q=tag:sea").json().get("detail").stringValue())
        .contains("besides its conditions");
  }

  @Test
  void postForm_emptyPicture_leftToTheEngine() {
    assertThat(api.postForm(new Form().file("image", new byte[0])).status()).isEqualTo(200);
    assertThat(asked.remove().query()).isEqualTo(Query.Image.of(new byte[0]));
  }

  @Test
  void postForm_wordsWithoutPicture_textSearch() {
    assertThat(api.postForm(new Form().field("q", "\u00fcber")).status()).isEqualTo(200);
    assertThat(asked.remove().query()).isEqualTo(new Query.Text("\u00fcber"));
  }

  @Test
  void answer_hits_everyNumberComesThrough() {
    var item = engine.addImage("image0001", "file:///photos/one.png");
    var text = engine.addText("text00001", "a red circle");
    engine.answer.set(
        request -> FakeEngine.response(FakeEngine.hits(List.of(item, text)), Optional.empty()));

    JsonNode body = api.get("/api/v1/search?q=x&budget=1s").json();

    assertThat(body.get("query").toString())
        .isEqualTo(
            "{\"kind\":\"text\",\"text\":\"x\",\"image\":null,\"item\":null,\"target\":\"image\",\"limit\":12,\"offset\":0,\"rerank\":32,\"budgetMs\":1000,\"threshold\":\"auto\",\"sort\":\"relevance\",\"words\":\"on\",\"lookalikes\":\"fold\",\"mix\":null}");
    JsonNode hit = body.get("hits").get(0);
    assertThat(hit.get("id").stringValue()).isEqualTo("image0001");
    assertThat(hit.get("rank").intValue()).isEqualTo(1);
    assertThat(hit.get("recallRank").intValue()).isEqualTo(2);
    assertThat(hit.get("itc").floatValue()).isEqualTo(0.49f);
    assertThat(hit.get("itm").get("noMatch").floatValue()).isEqualTo(-1f);
    assertThat(hit.get("itm").get("match").floatValue()).isEqualTo(1f);
    assertThat(hit.get("matchProbability").doubleValue()).isCloseTo(0.8807970779778823, within());
    assertThat(hit.get("calibrated").booleanValue()).isFalse();
    assertThat(hit.get("modality").stringValue()).isEqualTo("image");
    assertThat(hit.get("texts").get(0).stringValue()).isEqualTo("a caption");
    assertThat(hit.get("width").intValue()).isEqualTo(256);
    assertThat(hit.get("height").intValue()).isEqualTo(128);
    assertThat(hit.get("fileName").stringValue()).isEqualTo("one.png");
    assertThat(hit.get("source").stringValue()).isEqualTo("file:///photos/one.png");
    assertThat(body.get("hits").get(1).get("text").stringValue()).isEqualTo("a red circle");
    assertThat(body.at("/recall/candidates").intValue()).isEqualTo(2);
    assertThat(body.at("/recall/exact").booleanValue()).isTrue();
    assertThat(body.at("/rerank/depthReached").intValue()).isEqualTo(2);
    assertThat(body.at("/rerank/outOfTime").booleanValue()).isFalse();
    assertThat(body.at("/rerank/degraded").isNull()).isTrue();
    assertThat(body.get("warnings").isEmpty()).isTrue();
    assertThat(body.get("timings").toString())
        .isEqualTo("{\"encodeMs\":1.235,\"recallMs\":2.0,\"rerankMs\":3.0,\"totalMs\":7.0}");
  }

  @Test
  void answer_degraded_reasonComesThrough() {
    engine.answer.set(
        request -> FakeEngine.response(List.of(), Optional.of("the index holds no features")));
    JsonNode body = api.get("/api/v1/search?q=x").json();
    assertThat(body.at("/rerank/degraded").stringValue()).isEqualTo("the index holds no features");
  }

  /** Whatever comes, the server answers 200 or problem+json, and never 500. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anything_random_neverADefect(long seed) {
    Random random = new Random(seed);
    String[] names = {"q", "item", "target", "limit", "offset", "rerank", "budget", "image", "x"};
    String[] values = {
      "",
      "a",
      "off",
      "image",
      "text",
      "5",
      "-3",
      "300ms",
      "%00",
      "%F0%9F",
      "image0001",
      "%",
      "+",
      "1e9"
    };
    for (int i = 0; i < 60; i++) {
      StringBuilder query = new StringBuilder();
      StringBuilder json = new StringBuilder("{");
      Form form = new Form();
      for (int parts = random.nextInt(5); parts > 0; parts--) {
        String name = names[random.nextInt(names.length)];
        String value =
            random.nextInt(6) == 0 ? randomBytes(random) : values[random.nextInt(values.length)];
        query.append(name).append('=').append(value).append('&');
        json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":");
        json.append(random.nextBoolean() ? "\"" + value + "\"" : value);
        form.field(name, value);
      }
      String label = "seed %s, round %s: %s".formatted(seed, i, query);
      assertSound(label, api.rawGet("/api/v1/search?" + query));
      assertSound(label, api.postJson(json + "}"));
      assertSound(label, api.postForm(form));
    }
  }

  private static String randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(12)];
    random.nextBytes(bytes);
    // Spaces and line ends would end the request line, which is another test.
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[\\s\\p{Cntrl}\u0085]", "~");
  }

  private static void assertSound(String label, Answer answer) {
    assertThat(answer.status()).as(label + answer.text()).isIn(200, 400, 404);
    if (answer.status() != 200) {
      assertThat(answer.header("Content-Type")).as(label).isEqualTo(Problem.MEDIA_TYPE);
    }
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }
}
