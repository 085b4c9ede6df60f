package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ItmScore;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.FeatureFormat;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight searches at once with the model that ships inside: what each is served, chunk by chunk. */
class FairSearchTest {

  private static final int PICTURES = 200;
  private static final List<String> QUERIES =
      List.of(
          "a red circle",
          "a blue square",
          "a green star",
          "a yellow triangle above a red square",
          "a large blue circle",
          "a small green square",
          "a red star to the left of a blue circle",
          "a triangle");

  @TempDir static Path folder;

  private static CountedModel model;
  private static SearchEngine engine;

  @BeforeAll
  static void index() throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    model = new CountedModel(store.load(store.embedded()));
    try (SceneIndex index = new SceneIndex(folder.resolve("index"), model, FeatureFormat.F16);
        Stream<Path> files = Files.list(Fixtures.path("scenes-eval/images"))) {
      List<byte[]> pictures = new ArrayList<>();
      for (Path file : files.sorted().limit(PICTURES).toList()) {
        pictures.add(Files.readAllBytes(file));
      }
      index.addPictures(0, pictures);
      index.commit();
      engine = index.open(SearchOptions.defaults());
    }
    engine.warmUp();
  }

  @AfterAll
  static void close() {
    engine.close();
    model.close();
  }

  @Test
  void search_eightBudgetsAtOnce_eachIsServedAndSaysHowFarItCame() throws Exception {
    model.matcher.chunks.clear();

    List<SearchResponse> responses = atOnce(Optional.of(Duration.ofMillis(60)));

    for (int i = 0; i < QUERIES.size(); i++) {
      SearchResponse response = responses.get(i);
      assertThat(response.rerank().degraded()).as(QUERIES.get(i)).isEmpty();
      assertThat(response.rerank().depthReached()).as(QUERIES.get(i)).isPositive();
      assertThat(response.rerank().outOfTime())
          .as("%s, which reached %s", QUERIES.get(i), response.rerank().depthReached())
          .isEqualTo(response.rerank().depthReached() < PICTURES);
      assertThat(pairsScoredFor(QUERIES.get(i))).isEqualTo(response.rerank().depthReached());
    }
  }

  @Test
  void search_eightAtOnceWithoutBudget_sameAsOneByOne() throws Exception {
    List<List<SearchHit>> alone =
        QUERIES.stream()
            .map(words -> engine.search(request(words, Optional.empty())).hits())
            .toList();
    model.matcher.chunks.clear();

    List<SearchResponse> responses = atOnce(Optional.empty());

    assertThat(responses).extracting(SearchResponse::hits).isEqualTo(alone);
    assertThat(responses).allMatch(response -> response.rerank().depthReached() == PICTURES);
    assertThat(model.matcher.mostAtOnce).isLessThanOrEqualTo(model.matcher.callsAtOnce());
  }

  private static int pairsScoredFor(String words) {
    List<Integer> tokens = model.matcher.tokenize(words).ids();
    synchronized (model.matcher.chunks) {
      return model.matcher.chunks.stream()
          .filter(chunk -> chunk.tokens().equals(tokens))
          .mapToInt(Chunk::pairs)
          .sum();
    }
  }

  private static List<SearchResponse> atOnce(Optional<Duration> budget) throws Exception {
    CyclicBarrier start = new CyclicBarrier(QUERIES.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SearchResponse>> searches = new ArrayList<>();
      for (String words : QUERIES) {
        searches.add(
            threads.submit(
                () -> {
                  start.await();
                  return engine.search(request(words, budget));
                }));
      }
      List<SearchResponse> responses = new ArrayList<>();
      for (Future<SearchResponse> search : searches) {
        responses.add(search.get());
      }
      return responses;
    }
  }

  private static SearchRequest request(String words, Optional<Duration> budget) {
    return new SearchRequest(new Query.Text(words), Modality.IMAGE, 12, 0, PICTURES, budget);
  }

  /** One run of the match encoder. */
  private record Chunk(List<Integer> tokens, int pairs) {}

  /** A real match encoder that keeps the books. */
  private static final class CountedMatcher implements MatchEncoder {

    final List<Chunk> chunks = new ArrayList<>();
    private final MatchEncoder real;
    private int running;
    private int mostAtOnce;

    CountedMatcher(MatchEncoder real) {
      this.real = real;
    }

    @Override
    public TokenizedText tokenize(String text) {
      return real.tokenize(text);
    }

    @Override
    public int callsAtOnce() {
      return real.callsAtOnce();
    }

    @Override
    public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
      synchronized (chunks) {
        chunks.add(new Chunk(text.ids(), images.size()));
        mostAtOnce = Math.max(mostAtOnce, ++running);
      }
      try {
        return real.scoreImages(text, images);
      } finally {
        synchronized (chunks) {
          running--;
        }
      }
    }

    @Override
    public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
      return real.scoreTexts(image, texts);
    }
  }

  /** The real model with its match encoder counted. */
  private static final class CountedModel implements Model {

    final CountedMatcher matcher;
    private final Model real;

    CountedModel(Model real) {
      this.real = real;
      this.matcher = new CountedMatcher(real.matchEncoder().orElseThrow());
    }

    @Override
    public Bundle bundle() {
      return real.bundle();
    }

    @Override
    public int dimension() {
      return real.dimension();
    }

    @Override
    public ImageEncoder imageEncoder() {
      return real.imageEncoder();
    }

    @Override
    public Optional<TextEncoder> textEncoder() {
      return real.textEncoder();
    }

    @Override
    public Optional<MatchEncoder> matchEncoder() {
      return Optional.of(matcher);
    }

    @Override
    public Optional<Captioner> captioner() {
      return real.captioner();
    }

    @Override
    public void warmUp() {
      real.warmUp();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
