package dev.diptych.searcher;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.FeatureFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The engine with a real model over a real index. */
class EndToEndTest extends EngineTestCase {

  /** As many searches as a server runs at once. */
  private static final int AT_ONCE = 32;

  @Test
  void search_textToImage_isWhatTheEncodersSayOneByOne() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F32);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      TextEncoder texts = drawn.model().textEncoder().orElseThrow();
      MatchEncoder matcher = drawn.model().matchEncoder().orElseThrow();
      List<ImageEncoding> encodings = drawn.pictures().stream().map(EndToEndTest::encode).toList();
      for (int caption : List.of(0, 7, 21)) {
        TokenizedText tokens = texts.tokenize(drawn.captions().get(caption));
        TokenizedText grounded = matcher.tokenize(drawn.captions().get(caption));
        var vector = texts.encode(List.of(tokens)).getFirst();
        record Scored(ItemId id, float itc, float itm, float key) {}
        List<Scored> oracle = new ArrayList<>();
        for (int i = 0; i < SCENES; i++) {
          var itc = vector.dot(encodings.get(i).vector());
          ItmScore itm =
              matcher.scoreImages(grounded, List.of(encodings.get(i).features())).getFirst();
          oracle.add(
              new Scored(
                  SceneIndex.picture(i), itc.value(), itm.match(), itm.match() + itc.value()));
        }
        oracle.sort(comparing(Scored::key, reverseOrder()));

        SearchResponse response =
            engine.search(
                DrawnScenes.request(
                    new Query.Text(drawn.captions().get(caption)), Modality.IMAGE, SCENES));

        assertThat(response.rerank().depthReached()).isEqualTo(SCENES);
        for (int i = 0; i < response.hits().size(); i++) {
          SearchHit hit = response.hits().get(i);
          Scored expected = oracle.get(i);
          assertThat(hit.item().id()).as("caption %s, place %s", caption, i).isEqualTo(expected.id);
          assertThat(hit.itc().value()).isCloseTo(expected.itc, within(1e-5f));
          assertThat(hit.itm().orElseThrow().match()).isCloseTo(expected.itm, within(1e-4f));
        }
      }
    }
  }

  @Test
  void search_byPictureUnderATokenBudget_scoresAsByTheItemThatWasIndexedOfIt() {
    try (SceneIndex scenes = new SceneIndex(index, drawn.model(), FeatureFormat.F32, 13)) {
      scenes.addPictures(0, drawn.pictures());
      scenes.addTexts(0, drawn.captions());
      scenes.commit();
      try (SearchEngine engine = scenes.open(DrawnScenes.options())) {
        List<SearchHit> byFile =
            engine
                .search(
                    DrawnScenes.request(
                        Query.Image.of(drawn.pictures().get(5)), Modality.TEXT, SCENES))
                .hits();
        List<SearchHit> byItem =
            engine
                .search(
                    DrawnScenes.request(
                        new Query.IndexedItem(SceneIndex.picture(5)), Modality.TEXT, SCENES))
                .hits();
        assertThat(byFile).isNotEmpty();
        for (int i = 0; i < byFile.size(); i++) {
          assertThat(byItem.get(i).item()).isEqualTo(byFile.get(i).item());
          assertThat(byItem.get(i).itm().orElseThrow().match())
              .isCloseTo(byFile.get(i).itm().orElseThrow().match(), within(1e-4f));
        }
        SearchHit text = byFile.getFirst();
        List<SearchHit> images =
            engine
                .search(
                    DrawnScenes.request(
                        new Query.IndexedItem(text.item().id()), Modality.IMAGE, SCENES))
                .hits();
        assertThat(images)
            .anySatisfy(
                hit -> {
                  assertThat(hit.item().id()).isEqualTo(SceneIndex.picture(5));
                  assertThat(hit.itm().orElseThrow().match())
                      .isCloseTo(text.itm().orElseThrow().match(), within(1e-4f));
                });
      }
    }
  }

  @Test
  void search_bothDirections_agreeOnAPairsScores() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F32);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      SearchHit picture =
          engine
              .search(
                  DrawnScenes.request(
                      new Query.IndexedItem(SceneIndex.text(3)), Modality.IMAGE, 16))
              .hits()
              .getFirst();
      ItemId found = picture.item().id();
      List<SearchHit> texts =
          engine
              .search(DrawnScenes.request(new Query.IndexedItem(found), Modality.TEXT, SCENES))
              .hits();
      List<SearchHit> byFile =
          engine
              .search(
                  DrawnScenes.request(
                      Query.Image.of(drawn.pictures().get(SceneIndex.number(found))),
                      Modality.TEXT,
                      SCENES))
              .hits();

      SearchHit text =
          texts.stream()
              .filter(hit -> hit.item().id().equals(SceneIndex.text(3)))
              .findFirst()
              .orElseThrow();
      assertThat(text.itc().value()).isCloseTo(picture.itc().value(), within(1e-5f));
      assertThat(text.itm().orElseThrow().match())
          .isCloseTo(picture.itm().orElseThrow().match(), within(1e-4f));
      assertThat(byFile)
          .extracting(hit -> hit.item().id())
          .containsExactlyElementsOf(texts.stream().map(hit -> hit.item().id()).toList());
    }
  }

  @Test
  void search_manyThreadsWhileTheIndexGrows_sameAsSerialAfterwards() throws Exception {
    List<SearchRequest> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Query query =
          i % 2 == 0
              ? new Query.Text(drawn.captions().get(i % SCENES))
              : Query.Image.of(drawn.pictures().get(i % SCENES));
      requests.add(
          new SearchRequest(
              query, i % 4 < 2 ? Modality.IMAGE : Modality.TEXT, 12, i % 3, 8, Optional.empty()));
    }
    try (SceneIndex scenes = new SceneIndex(index, drawn.model(), FeatureFormat.F16)) {
      scenes.addPictures(0, drawn.pictures().subList(0, 15));
      scenes.addTexts(0, drawn.captions().subList(0, 15));
      scenes.commit();
      CountDownLatch growing = new CountDownLatch(1);
      try (SearchEngine engine = scenes.open(DrawnScenes.options());
          ExecutorService writer = Executors.newSingleThreadExecutor()) {
        Future<?> grown =
            writer.submit(
                () -> {
                  for (int count = 20; count <= SCENES; count += 5) {
                    scenes.addPictures(count - 5, drawn.pictures().subList(count - 5, count));
                    scenes.addTexts(count - 5, drawn.captions().subList(count - 5, count));
                    scenes.commit();
                    engine.refresh();
                    growing.countDown();
                  }
                });
        growing.await();
        for (SearchResponse response : atOnce(engine, requests)) {
          assertThat(response.hits()).isNotEmpty();
          assertThat(response.rerank().degraded()).isEmpty();
        }
        grown.get();
        assertThat(engine.status().index().images()).isEqualTo(SCENES);

        List<List<SearchHit>> serial =
            requests.stream().map(request -> engine.search(request).hits()).toList();
        List<List<SearchHit>> concurrent =
            atOnce(engine, requests).stream().map(SearchResponse::hits).toList();
        assertThat(rounded(concurrent)).isEqualTo(rounded(serial));
      }
    }
  }

  @Test
  void search_pictureReplaced_isSeenAfterTheNextCommitWithItsNewFeatures() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      SearchRequest request =
          DrawnScenes.request(new Query.Text(drawn.captions().get(2)), Modality.IMAGE, SCENES);
      float before = match(engine.search(request), SceneIndex.picture(2));

      byte[] other = drawn.pictures().get(9);
      scenes.addPictures(2, List.of(Arrays.copyOf(other, other.length + 1))); // no copy of it
      scenes.commit();

      assertThat(match(engine.search(request), SceneIndex.picture(2))).isEqualTo(before);
      assertThat(engine.refresh()).isTrue();
      SearchResponse after = engine.search(request);
      assertThat(match(after, SceneIndex.picture(2)))
          .isCloseTo(match(after, SceneIndex.picture(9)), within(1e-4f))
          .isLessThan(before);
    }
  }

  @Test
  void search_timeBudget_scoresSomeAndSaysSo() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      SearchResponse response =
          engine.search(
              new SearchRequest(
                  new Query.Text(drawn.captions().get(1)),
                  Modality.IMAGE,
                  SCENES,
                  0,
                  SCENES,
                  Optional.of(Duration.ofNanos(1))));

      assertThat(response.rerank().depthReached()).isBetween(1, 16);
      assertThat(response.rerank().outOfTime()).isTrue();
      assertThat(response.rerank().degraded()).isEmpty();
      assertThat(response.hits()).hasSize(SCENES);
      assertThat(response.timings().rerank())
          .isPositive()
          .isLessThanOrEqualTo(response.timings().total());
    }
  }

  @Test
  void warmUp_runsTheGraphs() {
    try (SceneIndex scenes = drawn.index(index, FeatureFormat.F16);
        SearchEngine engine = scenes.open(DrawnScenes.options())) {
      engine.warmUp();
      assertThat(engine.isWarm()).isTrue();
      assertThat(engine.status().model().embedded()).isTrue();
    }
  }

  private static ImageEncoding encode(byte[] file) {
    ImageEncoder encoder = drawn.model().imageEncoder();
    return encoder
        .encode(List.of(encoder.preprocess(ImageReader.standard().read(file, "a scene"))))
        .getFirst();
  }

  private static float match(SearchResponse response, ItemId id) {
    return response.hits().stream()
        .filter(hit -> hit.item().id().equals(id))
        .findFirst()
        .orElseThrow()
        .itm()
        .orElseThrow()
        .match();
  }

  /** Ids in order, and match logits as far as batches of other sizes may not move them. */
  private static List<String> rounded(List<List<SearchHit>> pages) {
    return pages.stream()
        .map(
            hits ->
                hits.stream()
                    .map(
                        hit ->
                            hit.item().id()
                                + hit.itm()
                                    .map(itm -> String.format(Locale.ROOT, " %.2f", itm.match()))
                                    .orElse(""))
                    .toList()
                    .toString())
        .toList();
  }

  private static List<SearchResponse> atOnce(SearchEngine engine, List<SearchRequest> requests)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<SearchResponse>> searches = new ArrayList<>();
      requests.forEach(request -> searches.add(() -> engine.search(request)));
      List<SearchResponse> responses = new ArrayList<>();
      for (Future<SearchResponse> answer : threads.invokeAll(searches)) {
        responses.add(answer.get());
      }
      return responses;
    }
  }
}
