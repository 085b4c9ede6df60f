package dev.diptych.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.benchmarks.quality.Ranking.Candidate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static Ranking ranking(double... scores) {
    return new Ranking(
        IntStream.range(0, scores.length).mapToObj(i -> new Candidate(i, scores[i])).toList());
  }

  @Test
  void best_byDepth_isTheBestScoreOfSoManyCandidates() {
    Ranking ranking = ranking(0.1, 0.3, 0.2, 0.9);

    assertThat(List.of(ranking.best(0), ranking.best(1), ranking.best(2), ranking.best(4)))
        .containsExactly(0, 0, 1, 3);
    assertThat(ranking.best(64)).isEqualTo(3);
  }

  @Test
  void best_equalScores_isTheFirstOfRecall() {
    assertThat(ranking(0.5, 0.5, 0.5).best(3)).isZero();
  }

  @Test
  void correlation_sameReversedOrOneSwap_isSpearmans() {
    Ranking ranking = ranking(4, 3, 2, 1);

    assertThat(ranking.correlation(ranking(40, 30, 20, 10))).isEqualTo(1);
    assertThat(ranking.correlation(ranking(1, 2, 3, 4))).isEqualTo(-1);
    assertThat(ranking.correlation(ranking(3, 4, 2, 1))).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void correlation_otherCandidates_comparesTheSharedOnes() {
    Ranking other =
        new Ranking(List.of(new Candidate(7, 9), new Candidate(1, 3), new Candidate(0, 4)));

    assertThat(ranking(4, 3, 2, 1).correlation(other)).isEqualTo(1);
  }
}
