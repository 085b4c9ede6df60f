package dev.diptych.reranker;

import static dev.diptych.reranker.Scripted.ascending;
import static dev.diptych.reranker.Scripted.at;
import static dev.diptych.reranker.Scripted.budget;
import static dev.diptych.reranker.Scripted.depth;
import static dev.diptych.reranker.Scripted.descending;
import static dev.diptych.reranker.Scripted.each;
import static dev.diptych.reranker.Scripted.id;
import static dev.diptych.reranker.Scripted.picture;
import static dev.diptych.reranker.Scripted.pictures;
import static dev.diptych.reranker.Scripted.place;
import static dev.diptych.reranker.Scripted.reranked;
import static dev.diptych.reranker.Scripted.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.reranker.RerankOutcome.RecallOnly;
import dev.diptych.reranker.RerankOutcome.Reranked;
import dev.diptych.testkit.FakeScoring;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankerTest {

  private static final TokenizedText QUERY = text(0);
  private static final PatchFeatures PICTURE = picture(0);

  private final ScriptedMatcher matcher = new ScriptedMatcher();
  private final Reranker reranker =
      new Reranker(matcher, FakeScoring.UNCALIBRATED, 4, matcher.clock::get);

  @Test
  void rerankImages_noTimeLimit_ordersByMatchLogitPlusCosine() {
    // cosines 0.9, 0.5, 0.1 and match logits 1.0, 1.3, 1.9: sums 1.9, 1.8, 2.0
    List<Candidate> candidates = List.of(at(0, 0.9f), at(1, 0.5f), at(2, 0.1f));
    List<Float> logits = List.of(1.0f, 1.3f, 1.9f);

    Reranked outcome =
        reranked(reranker.rerankImages(QUERY, candidates, pictures(logits), depth(3)));

    assertThat(outcome.items()).extracting(RankedItem::id).containsExactly(id(2), id(0), id(1));
    assertThat(outcome.items().getFirst())
        .isEqualTo(new RankedItem(id(2), new ItcScore(0.1f), Optional.of(new ItmScore(0, 1.9f))));
    assertThat(outcome.depthReached()).isEqualTo(3);
    assertThat(outcome.outOfTime()).isFalse();
  }

  @Test
  void rerankImages_equalSums_keepRecallOrder() {
    List<Candidate> candidates = descending(9);
    List<Float> logits = candidates.stream().map(c -> -c.itc().value()).toList();

    Reranked outcome =
        reranked(reranker.rerankImages(QUERY, candidates, pictures(logits), depth(9)));

    assertThat(outcome.items())
        .extracting(RankedItem::id)
        .containsExactlyElementsOf(candidates.stream().map(Candidate::id).toList());
  }

  @Test
  void rerankImages_depthBelowCandidates_scoresExactlyThatManyAndKeepsTheRestBelow() {
    List<Candidate> candidates = descending(10);

    Reranked outcome =
        reranked(reranker.rerankImages(QUERY, candidates, pictures(ascending(10)), depth(6)));

    assertThat(outcome.items())
        .extracting(item -> item.id())
        .containsExactly(id(5), id(4), id(3), id(2), id(1), id(0), id(6), id(7), id(8), id(9));
    assertThat(outcome.items().subList(6, 10)).allMatch(item -> item.itm().isEmpty());
    assertThat(outcome.depthReached()).isEqualTo(6);
    assertThat(matcher.chunkSizes).containsExactly(4, 2);
  }

  @Test
  void rerankImages_longWords_takeFewerPicturesARun() {
    TokenizedText words = new TokenizedText(Collections.nCopies(100, 7), false);
    Reranker whole = new Reranker(matcher, FakeScoring.UNCALIBRATED);

    whole.rerankImages(QUERY, descending(40), pictures(ascending(40)), depth(40));
    whole.rerankImages(words, descending(5), pictures(ascending(5)), depth(5));

    assertThat(matcher.chunkSizes).containsExactly(32, 8, 2, 2, 1);
    assertThat(Reranker.picturesARun(1000)).isEqualTo(1);
  }

  @Test
  void rerankImages_depthZero_runsNothing() {
    Reranked outcome =
        reranked(reranker.rerankImages(QUERY, descending(5), pictures(ascending(5)), depth(0)));

    assertThat(outcome.depthReached()).isZero();
    assertThat(outcome.items()).hasSize(5).allMatch(item -> item.itm().isEmpty());
    assertThat(matcher.chunkSizes).isEmpty();
  }

  @Test
  void rerankImages_noCandidates_isRerankedAndEmpty() {
    assertThat(reranker.rerankImages(QUERY, List.of(), each(id -> Optional.empty()), depth(8)))
        .isEqualTo(new Reranked(List.of(), 0, false));
  }

  @Test
  void rerankImages_someWithoutFeatures_leavesThemBelowInRecallOrder() {
    FeatureSource holes =
        each(id -> place(id) % 3 == 0 ? Optional.empty() : Optional.of(picture(place(id))));

    Reranked outcome = reranked(reranker.rerankImages(QUERY, descending(10), holes, depth(8)));

    assertThat(outcome.items())
        .extracting(RankedItem::id)
        .containsExactly(id(7), id(5), id(4), id(2), id(1), id(0), id(3), id(6), id(8), id(9));
    assertThat(outcome.depthReached()).isEqualTo(5);
    assertThat(matcher.chunkSizes).containsExactly(2, 3);
  }

  @Test
  void rerankImages_noFeaturesAtAll_isRecallOnlyWithReason() {
    RecallOnly outcome =
        recallOnly(
            reranker.rerankImages(QUERY, descending(5), each(id -> Optional.empty()), depth(3)));

    assertThat(outcome.reason()).contains("3 best candidates").contains("index them again");
    assertRecallOrder(outcome, 5);
  }

  @Test
  void rerankImages_matcherFails_isRecallOnlyWithReason() {
    MatchEncoder failing =
        failingAfter(
            1, () -> new DiptychException(ErrorCode.UNAVAILABLE, "no memory for 16 pairs"));

    RecallOnly outcome =
        recallOnly(
            new Reranker(failing, FakeScoring.UNCALIBRATED, 4)
                .rerankImages(QUERY, descending(12), pictures(ascending(12)), depth(12)));

    assertThat(outcome.reason()).isEqualTo("the second stage failed: no memory for 16 pairs");
    assertRecallOrder(outcome, 12);
  }

  @Test
  void rerankImages_nativeErrors_areRecallOnly() {
    for (Error error :
        List.of(
            new UnsatisfiedLinkError("libonnxruntime.so"),
            new OutOfMemoryError("direct buffer memory"),
            new InternalError("fault in a mapped file"))) {
      MatchEncoder failing =
          failingAfter(
              0,
              () -> {
                throw error;
              });
      RecallOnly outcome =
          recallOnly(
              new Reranker(failing, FakeScoring.UNCALIBRATED, 4)
                  .rerankImages(QUERY, descending(3), pictures(ascending(3)), depth(3)));
      assertThat(outcome.reason()).contains(String.valueOf(error.getMessage()));
    }
  }

  @Test
  void rerankImages_featureReadFails_isRecallOnlyWithReason() {
    FeatureSource damaged =
        each(
            id -> {
              if (place(id) == 5) {
                throw new DiptychException(
                    ErrorCode.CORRUPT_INDEX, "chunk 00000001.dft is damaged");
              }
              return Optional.of(picture(place(id)));
            });

    RecallOnly outcome = recallOnly(reranker.rerankImages(QUERY, descending(8), damaged, depth(8)));

    assertThat(outcome.reason()).contains("chunk 00000001.dft is damaged");
    assertRecallOrder(outcome, 8);
  }

  @Test
  void rerankImages_matcherReturnsTooFewScores_isRecallOnly() {
    MatchEncoder forgetful =
        new MatchEncoder() {

          @Override
          public TokenizedText tokenize(String text) {
            throw new UnsupportedOperationException("texts come as tokens here");
          }

          @Override
          public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
            return matcher.scoreImages(text, images.subList(1, images.size()));
          }

          @Override
          public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
            throw new AssertionError("not asked");
          }
        };

    RecallOnly outcome =
        recallOnly(
            new Reranker(forgetful, FakeScoring.UNCALIBRATED, 4)
                .rerankImages(QUERY, descending(4), pictures(ascending(4)), depth(4)));

    assertThat(outcome.reason()).contains("returned 3 for 4");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 256})
  void rerankImages_anyChunk_sameOutcome(int chunk) {
    long seed = 7;
    List<Float> logits = shuffled(ascending(40), seed);
    RerankOutcome expected =
        new Reranker(matcher, FakeScoring.UNCALIBRATED, 5)
            .rerankImages(QUERY, descending(40), pictures(logits), depth(33));

    RerankOutcome outcome =
        new Reranker(matcher, FakeScoring.UNCALIBRATED, chunk)
            .rerankImages(QUERY, descending(40), pictures(logits), depth(33));

    assertThat(outcome).as("seed %s", seed).isEqualTo(expected);
  }

  @Test
  void rerankTexts_noTimeLimit_groupsByLengthWithoutChangingTheOutcome() {
    long seed = 11;
    List<TokenizedText> texts = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      texts.add(text(random.nextInt(50), 1 + random.nextInt(12)));
    }
    TextSource source = id -> Optional.of(texts.get(place(id)));

    Reranked grouped = reranked(reranker.rerankTexts(PICTURE, descending(20), source, depth(17)));
    List<Integer> groupedChunks = List.copyOf(matcher.chunkSizes);
    Reranked inOrder =
        reranked(reranker.rerankTexts(PICTURE, descending(20), source, budget(17, 1_000_000)));

    assertThat(grouped).as("seed %s", seed).isEqualTo(inOrder);
    assertThat(groupedChunks).containsExactly(4, 4, 4, 4, 1);
  }

  @Test
  void rerankTexts_someUnknown_leavesThemBelow() {
    TextSource source = id -> place(id) == 0 ? Optional.empty() : Optional.of(text(place(id)));

    Reranked outcome = reranked(reranker.rerankTexts(PICTURE, descending(3), source, depth(3)));

    assertThat(outcome.items()).extracting(RankedItem::id).containsExactly(id(2), id(1), id(0));
  }

  @Test
  void rerankTexts_sourceFails_isRecallOnly() {
    TextSource failing =
        id -> {
          throw new IllegalStateException();
        };

    RecallOnly outcome =
        recallOnly(reranker.rerankTexts(PICTURE, descending(3), failing, depth(3)));

    assertThat(outcome.reason()).isEqualTo("the second stage failed: no reason was given");
  }

  @Test
  void rerankImages_manyThreads_sameAsSerial() throws Exception {
    List<RerankOutcome> serial = new ArrayList<>();
    List<Future<RerankOutcome>> concurrent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        FeatureSource pictures = pictures(shuffled(ascending(30), i));
        serial.add(reranker.rerankImages(QUERY, descending(30), pictures, depth(20)));
        concurrent.add(
            threads.submit(
                () -> reranker.rerankImages(QUERY, descending(30), pictures, depth(20))));
      }
      for (int i = 0; i < 64; i++) {
        assertThat(concurrent.get(i).get()).as("seed %s", i).isEqualTo(serial.get(i));
      }
    }
  }

  @Test
  void constructor_chunkZero_isRefused() {
    assertThatThrownBy(() -> new Reranker(matcher, FakeScoring.UNCALIBRATED, 0))
        .hasMessageContaining("chunk")
        .hasMessageContaining("0");
  }

  private MatchEncoder failingAfter(int chunks, Supplier<RuntimeException> failure) {
    return new MatchEncoder() {

      @Override
      public TokenizedText tokenize(String text) {
        throw new UnsupportedOperationException("texts come as tokens here");
      }

      private int runs;

      @Override
      public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
        if (runs++ >= chunks) {
          throw failure.get();
        }
        return matcher.scoreImages(text, images);
      }

      @Override
      public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
        throw failure.get();
      }
    };
  }

  private static void assertRecallOrder(RecallOnly outcome, int size) {
    assertThat(outcome.items())
        .extracting(RankedItem::id)
        .containsExactlyElementsOf(IntStream.range(0, size).mapToObj(Scripted::id).toList());
    assertThat(outcome.items()).allMatch(item -> item.itm().isEmpty());
  }

  private static RecallOnly recallOnly(RerankOutcome outcome) {
    assertThat(outcome).isInstanceOf(RecallOnly.class);
    return (RecallOnly) outcome;
  }

  private static List<Float> shuffled(List<Float> values, long seed) {
    List<Float> copy = new ArrayList<>(values);
    Collections.shuffle(copy, new Random(seed));
    return copy;
  }
}
