package dev.diptych.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {

  @Test
  void of_sameOrder_isOne() {
    assertThat(RankCorrelation.of(new double[] {1, 2, 9}, new double[] {-3, 0, 0.5})).isEqualTo(1);
  }

  @Test
  void of_oppositeOrder_isMinusOne() {
    assertThat(RankCorrelation.of(new double[] {1, 2, 9}, new double[] {7, 6, 5})).isEqualTo(-1);
  }

  @Test
  void of_oneNeighbourPairSwapped_isSpearmansFigure() {
    // 1 - 6·Σd² / (n(n²-1)) with Σd² = 2 and n = 4.
    assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {1, 3, 2, 4}))
        .isCloseTo(0.8, within(1e-12));
  }

  @Test
  void of_equalScores_shareTheirPlace() {
    assertThat(RankCorrelation.of(new double[] {1, 1, 2}, new double[] {5, 5, 8})).isEqualTo(1);
    assertThat(RankCorrelation.of(new double[] {1, 1, 1}, new double[] {5, 6, 8})).isEqualTo(1);
  }
}
