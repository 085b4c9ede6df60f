package dev.diptych.reranker;

import static dev.diptych.reranker.Scripted.ascending;
import static dev.diptych.reranker.Scripted.budget;
import static dev.diptych.reranker.Scripted.depth;
import static dev.diptych.reranker.Scripted.descending;
import static dev.diptych.reranker.Scripted.each;
import static dev.diptych.reranker.Scripted.picture;
import static dev.diptych.reranker.Scripted.pictures;
import static dev.diptych.reranker.Scripted.place;
import static dev.diptych.reranker.Scripted.reranked;
import static dev.diptych.reranker.Scripted.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.reranker.RerankOutcome.Reranked;
import dev.diptych.testkit.FakeScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One search with a time budget, on a clock that only scoring moves on. */
class TimeBudgetTest {

  private static final TokenizedText QUERY = text(0);
  private static final PatchFeatures PICTURE = picture(0);

  private final ScriptedMatcher matcher = new ScriptedMatcher();
  private final Reranker reranker =
      new Reranker(matcher, FakeScoring.UNCALIBRATED, 4, matcher.clock::get);

  @Test
  void rerankImages_timeLimit_isHonouredWithinOneChunk() {
    // 10 ms a pair, 105 ms: two pairs tried first, then as many as the time left pays for
    matcher.nanosPerPair = 10_000_000;

    Reranked outcome =
        reranked(
            reranker.rerankImages(QUERY, descending(50), pictures(ascending(50)), budget(50, 105)));

    assertThat(matcher.chunkSizes).containsExactly(2, 4, 4);
    assertThat(outcome.depthReached()).isEqualTo(10);
    assertThat(outcome.outOfTime()).isTrue();
    assertThat(outcome.items().subList(10, 50))
        .extracting(RankedItem::id)
        .containsExactlyElementsOf(IntStream.range(10, 50).mapToObj(Scripted::id).toList());
  }

  @Test
  void rerankImages_timeLimitBelowOnePair_scoresOneOnceItKnowsTheCost() {
    matcher.nanosPerPair = 10_000_000;
    FeatureSource pictures = pictures(ascending(50));
    reranker.rerankImages(QUERY, descending(50), pictures, depth(4));
    matcher.chunkSizes.clear();

    Reranked outcome =
        reranked(reranker.rerankImages(QUERY, descending(50), pictures, budget(50, 1)));

    assertThat(matcher.chunkSizes).containsExactly(1);
    assertThat(outcome.depthReached()).isEqualTo(1);
    assertThat(outcome.outOfTime()).isTrue();
  }

  @Test
  void rerankImages_pairsGetDearerMidway_shrinksTheNextChunk() {
    matcher.nanosPerPair = 1_000_000;
    FeatureSource slowing =
        each(
            id -> {
              if (place(id) == 6) {
                matcher.nanosPerPair = 20_000_000;
              }
              return Optional.of(picture(place(id)));
            });

    Reranked outcome =
        reranked(reranker.rerankImages(QUERY, descending(50), slowing, budget(50, 150)));

    // 2 + 4 cheap ones (6 ms), 4 dear ones (86 ms in all), 3 more fit into the 64 ms left
    assertThat(matcher.chunkSizes).containsExactly(2, 4, 4, 3);
    assertThat(outcome.outOfTime()).isTrue();
  }

  @Test
  void rerankImages_timeLimitNeverReached_isNotOutOfTime() {
    Reranked outcome =
        reranked(
            reranker.rerankImages(
                QUERY,
                descending(9),
                pictures(ascending(9)),
                new RerankBudget(9, Optional.of(Duration.ofSeconds(Long.MAX_VALUE)))));

    assertThat(outcome.depthReached()).isEqualTo(9);
    assertThat(outcome.outOfTime()).isFalse();
  }

  @Test
  void rerankImages_nothingToReadWhileTimePasses_endsWithTheTime() {
    List<ItemId> tried = new ArrayList<>();
    FeatureSource slowAndEmpty =
        each(
            id -> {
              tried.add(id);
              matcher.clock.addAndGet(10_000_000);
              return Optional.empty();
            });

    RerankOutcome outcome =
        reranker.rerankImages(QUERY, descending(50), slowAndEmpty, budget(50, 35));

    assertThat(tried).hasSize(4);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            RerankOutcome.RecallOnly.class,
            recall -> assertThat(recall.reason()).contains("the time budget ended"));
  }

  @Test
  void after_someTime_leavesTheRestAndAlwaysALittle() {
    assertThat(budget(5, 100).after(Duration.ofMillis(30))).isEqualTo(budget(5, 70));
    assertThat(budget(5, 100).after(Duration.ofMillis(300)).time()).hasValue(Duration.ofNanos(1));
    assertThat(depth(5).after(Duration.ofMillis(300))).isEqualTo(depth(5));
  }

  @Test
  void rerankTexts_timeLimit_scoresThoseThatRecallPrefersFirst() {
    matcher.nanosPerPair = 10_000_000;
    TextSource source = id -> Optional.of(text(place(id), 30 - place(id)));

    Reranked outcome =
        reranked(reranker.rerankTexts(PICTURE, descending(20), source, budget(20, 65)));

    assertThat(matcher.seen).containsExactly(0f, 1f, 2f, 3f, 4f, 5f);
    assertThat(outcome.depthReached()).isEqualTo(6);
  }
}
