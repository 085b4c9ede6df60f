package dev.diptych.reranker;

import static dev.diptych.reranker.Scripted.ascending;
import static dev.diptych.reranker.Scripted.depth;
import static dev.diptych.reranker.Scripted.descending;
import static dev.diptych.reranker.Scripted.picture;
import static dev.diptych.reranker.Scripted.pictures;
import static dev.diptych.reranker.Scripted.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.Cancellation;
import dev.diptych.testkit.FakeScoring;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Work that nobody waits for ends, and is no failure of the second stage. */
class CancelledRerankTest {

  private final ScriptedMatcher matcher = new ScriptedMatcher();
  private final Reranker reranker =
      new Reranker(matcher, FakeScoring.UNCALIBRATED, 5, matcher.clock::get);

  @Test
  void rerankImages_askerLeavesAfterTwoChunks_noThirdOne() {
    Cancellation afterTwo = () -> matcher.chunkSizes.size() >= 2;

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                reranker.rerankImages(
                    text(0), descending(40), pictures(ascending(40)), depth(40), afterTwo));

    assertThat(matcher.chunkSizes).containsExactly(5, 5);
  }

  @Test
  void rerankTexts_askerHasLeft_nothingIsScored() {
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                reranker.rerankTexts(
                    picture(0), descending(9), id -> Optional.of(text(1)), depth(9), () -> true));

    assertThat(matcher.chunkSizes).isEmpty();
  }

  @Test
  void rerankImages_askerLeavesWhileWaitingForTheTurn_turnIsNotUsed() {
    int[] looks = {0};
    Cancellation afterFirstLook = () -> looks[0]++ > 0;

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                reranker.rerankImages(
                    text(0), descending(9), pictures(ascending(9)), depth(9), afterFirstLook));

    assertThat(matcher.chunkSizes).isEmpty();
  }
}
