package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Condition;
import dev.diptych.core.ContentHash;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.Provenance;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vectors and words in one search, over an index on disk. Pictures 0 to 99 show a red circle; 100
 * and later show other things, far from it by vector, and tell of a harbour in words.
 */
final class HybridSearchTest {

  private static final int NEAR = 100;
  private static final IndexSpec SPEC =
      new IndexSpec(
          WordModel.FINGERPRINT,
          "words",
          WordModel.DIMENSION,
          1,
          WordModel.WORDS,
          FeatureFormat.F32);

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit calls open first
  private static SearchEngine engine;

  @BeforeAll
  static void open() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      for (int i = 0; i < NEAR; i++) {
        picture(writer, i, "/near/n%s.png".formatted(i), "red circle w" + i, "");
      }
      picture(writer, 100, "/far/boats.png", "red circle harbour", "harbour of boats");
      picture(writer, 101, "/far/IMG_7.png", "green moss", "harbour lights");
      picture(writer, 102, "/far/c.png", "blue square", "");
      caption(writer, 103, "the old harbour lights", 102);
      caption(writer, 104, "λιμάνι το βράδυ", 101);
      caption(writer, 105, "ένα παλιό λιμάνι λιμάνι", 102);
      caption(writer, 106, "nothing of the kind", 100);
      for (int i = 110; i < 150; i++) {
        picture(writer, i, "/many/m%s.png".formatted(i), "moss m" + i, "tulips");
      }
      writer.commit();
    }
    engine =
        IndexSearchEngine.open(
            IndexFolder.at(folder).openReader(WordModel.FINGERPRINT),
            new WordModel(),
            WordModel::read,
            new SearchOptions(1 << 20, 0, 4, Duration.ZERO));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static void picture(ItemWriter writer, int i, String path, String shows, String title) {
    Item picture =
        Item.image(
                MemoryReader.id("image", i),
                "file://" + path,
                ContentHash.of((shows + path).getBytes(UTF_8)),
                9,
                0,
                8,
                8)
            .with(
                new Facts(
                    new Facts.Reading(2, 0, 0),
                    Optional.empty(),
                    "",
                    Optional.empty(),
                    new Facts.Words(title, "", List.of()),
                    Optional.empty(),
                    new Provenance.Given()));
    writer.add(picture, WordModel.vector(shows), WordModel.features(shows));
  }

  private static void caption(ItemWriter writer, int i, String words, int of) {
    String source = writer.byId(MemoryReader.id("image", of)).orElseThrow().source().uri();
    writer.add(
        Item.text(
            MemoryReader.id("texts", i),
            "file:///captions.csv#row=" + i,
            ContentHash.of(words.getBytes(UTF_8)),
            9,
            0,
            words,
            source),
        WordModel.vector(words),
        null);
  }

  private static SearchResponse search(String typed) {
    return engine.search(SearchRequest.typed(typed).withPage(0, 40));
  }

  private static SearchHit hit(SearchResponse response, int number) {
    return response.hits().stream()
        .filter(hit -> number(hit) == number)
        .findFirst()
        .orElseThrow(() -> new AssertionError(number + " is not in " + numbers(response)));
  }

  private static int number(SearchHit hit) {
    return SceneIndex.number(hit.item().id());
  }

  private static List<Integer> numbers(SearchResponse response) {
    return response.hits().stream().map(HybridSearchTest::number).toList();
  }

  @Test
  void search_itemThatOnlyWordsFind_isRerankedLikeAnyOther() {
    SearchRequest request = SearchRequest.words("red circle harbour").withPage(0, 40);
    Query.Text vectors = new Query.Text("red circle harbour").byVectors();
    assertThat(engine.search(SearchRequest.of(vectors, Modality.IMAGE).withPage(0, 32)).hits())
        .as("among the nearest it is not")
        .noneMatch(hit -> number(hit) == 101);

    SearchResponse response = engine.search(request);

    SearchHit words = hit(response, 101);
    assertThat(words.foundBy()).isEqualTo(FoundBy.WORDS);
    assertThat(words.itm()).isPresent();
    assertThat(words.itc().value())
        .isEqualTo(
            WordModel.vector("red circle harbour").dot(WordModel.vector("green moss")).value());
    assertThat(hit(response, 100).foundBy()).isEqualTo(FoundBy.BOTH);
    assertThat(number(response.hits().getFirst())).as("all three are in place").isEqualTo(100);
    assertThat(response.hits().get(1).foundBy()).isEqualTo(FoundBy.VECTOR);
    assertThat(response.words()).isEqualTo(new WordStage(true, 3, false, Map.of()));
    assertThat(response.rerank().depthReached()).isEqualTo(32);
  }

  @Test
  void search_itemsThatOnlyWordsFind_areNoGoodMatchesForThat() {
    SearchResponse response =
        engine.search(
            SearchRequest.words("red circle harbour")
                .withPage(0, 40)
                .with(new Threshold.AtLeast(0.9)));

    assertThat(response.confidence().isGood(hit(response, 100))).isTrue();
    assertThat(response.confidence().isGood(hit(response, 101))).isFalse();
    assertThat(hit(response, 101).rank()).isGreaterThan(response.confidence().good());
  }

  @Test
  void search_wordsThatNoItemHas_answersAsByVectorsAlone() {
    for (String words : List.of("red circle w7 zebra", "circle", "blue moss")) {
      SearchRequest request = SearchRequest.words(words).withPage(0, 60);
      SearchResponse response = engine.search(request);
      SearchResponse vectors =
          engine.search(
              SearchRequest.of(new Query.Text(words).byVectors(), Modality.IMAGE).withPage(0, 60));

      assertThat(response.hits()).as(words).isEqualTo(vectors.hits());
      assertThat(response.recall()).isEqualTo(vectors.recall());
      assertThat(response.words().matches()).isZero();
    }
  }

  @Test
  void search_nameOfAFile_putsItFirstWhateverTheModelSays() {
    for (String typed : List.of("IMG_7.png", "img_7", "\"IMG_7.png\"")) {
      SearchResponse response =
          engine.search(SearchRequest.typed(typed).with(new Threshold.AtLeast(0.9)));

      SearchHit first = response.hits().getFirst();
      assertThat(number(first)).as(typed).isEqualTo(101);
      assertThat(first.exact()).isTrue();
      assertThat(response.confidence().good()).isEqualTo(1);
      assertThat(response.confidence().noGoodMatch()).isFalse();
      assertThat(response.hits().subList(1, 5)).noneMatch(SearchHit::exact);
    }
  }

  @Test
  void search_quotedPhrase_putsWhatHoldsItFirstAndVerifiesTheOthers() {
    SearchResponse response = search("red circle \"harbour lights\"");

    assertThat(numbers(response).subList(0, 2)).containsExactlyInAnyOrder(101, 102);
    assertThat(response.hits().subList(0, 2)).allMatch(SearchHit::exact);
    assertThat(hit(response, 100).exact()).as("harbour alone").isFalse();
    assertThat(numbers(search("\"harbour lights\" -old"))).startsWith(101);
    assertThat(hit(search("\"harbour lights\" -old"), 102).exact()).isFalse();
  }

  @Test
  void search_phraseAmongTexts_putsTheTextFirst() {
    SearchResponse response =
        engine.search(
            SearchRequest.of(
                QueryParser.parse("moss \"old harbour\"").query(Modality.TEXT), Modality.TEXT));
    assertThat(number(response.hits().getFirst())).isEqualTo(103);
    assertThat(response.hits().getFirst().exact()).isTrue();
  }

  @Test
  void search_withConditions_findsByWordsOnlyWhatMeetsThem() {
    SearchResponse response =
        engine.search(SearchRequest.words("harbour").where(new Condition.FromSource("c.png")));
    assertThat(numbers(response)).containsExactly(102);
    assertThat(response.hits().getFirst().foundBy()).isEqualTo(FoundBy.BOTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"red circle tulips", "tulips harbour", "\"harbour lights\" circle"})
  void search_anyPage_isACutOfOneList(String typed) {
    for (int depth : List.of(0, 8, 32, 64)) {
      SearchRequest request = SearchRequest.typed(typed).withRerankDepth(depth);
      List<SearchHit> whole = engine.search(request.withPage(0, 200)).hits();
      assertThat(whole)
          .extracting(HybridSearchTest::number)
          .as("%s at %s", typed, depth)
          .doesNotHaveDuplicates()
          .hasSize(143);
      for (int limit : List.of(1, 5, 40)) {
        for (int offset : List.of(0, 5, 31, 32, 64, 100, 140)) {
          assertThat(engine.search(request.withPage(offset, limit)).hits())
              .as("%s at %s: %s from %s", typed, depth, limit, offset)
              .isEqualTo(
                  whole.subList(
                      Math.min(offset, whole.size()), Math.min(offset + limit, whole.size())));
        }
      }
    }
  }

  @Test
  void search_scriptThatTheModelCannotRead_isDecidedByWordsAloneAndSaysSo() {
    SearchResponse response = search("παλιο ΛΙΜΆΝΙ");

    assertThat(numbers(response)).containsExactly(102, 101);
    assertThat(response.hits())
        .allMatch(hit -> hit.foundBy() == FoundBy.WORDS)
        .allMatch(hit -> hit.probability().isEmpty() && hit.itm().isEmpty());
    assertThat(response.words().alone()).isTrue();
    assertThat(response.warnings()).singleElement().asString().contains("decided alone");
    assertThat(numbers(search("λιμανι -παλιό"))).containsExactly(101);
    assertThat(numbers(search("λιμανι folder:near"))).isEmpty();

    SearchResponse none = search("θάλασσα");
    assertThat(none.hits()).isEmpty();
    assertThat(none.warnings()).singleElement().asString().contains("no caption");
    assertThat(search("red circle λιμάνι").words().alone()).as("mostly read").isFalse();
    assertThat(
            engine
                .search(SearchRequest.of(new Query.Text("λιμάνι").byVectors(), Modality.IMAGE))
                .hits())
        .as("switched off")
        .hasSize(SearchRequest.DEFAULT_LIMIT);
  }

  @Test
  void search_wordThatNothingHas_namesTheNearestOfTheIndexWhereNothingIsGood() {
    SearchResponse response =
        engine.search(SearchRequest.words("red harbuor").with(new Threshold.AtLeast(0.95)));
    assertThat(response.confidence().noGoodMatch()).isTrue();
    assertThat(response.words().corrections()).containsExactly(Map.entry("harbuor", "harbour"));
    assertThat(response.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("did you mean \"harbour\"?"));
    assertThat(search("red harbuor").words().corrections())
        .as("the model knows it, and there are answers")
        .isEmpty();
  }

  @Test
  void suggest_completesWordsFoldersAndCaptions() {
    assertThat(suggested("red ha")).isEqualTo("red harbour (word 3)");
    assertThat(suggested("the old")).isEqualTo("the old harbour lights (caption 1)");
    assertThat(suggested("moss m")).startsWith("moss many (folder 40)");
    assertThat(suggested("moss -folder:ma")).isEqualTo("moss -folder:many (folder 40)");
    assertThat(suggested("λιμα")).isEqualTo("λιμάνι (word 2), λιμάνι το βράδυ (caption 1)");
    assertThat(suggested("")).isEmpty();
    assertThat(suggested("red ")).isEmpty();
  }

  private static String suggested(String typed) {
    return engine.suggest(typed, 5).stream()
        .map(
            each ->
                "%s (%s %s)"
                    .formatted(
                        each.text(), each.kind().name().toLowerCase(Locale.ROOT), each.items()))
        .collect(Collectors.joining(", "));
  }
}
