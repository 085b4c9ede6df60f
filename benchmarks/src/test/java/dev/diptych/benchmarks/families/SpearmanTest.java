package dev.diptych.benchmarks.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpearmanTest {

  @Test
  void of_scoresInTheSameOrder_isOne() {
    assertThat(Spearman.of(new double[] {1, 2, 9}, new double[] {-3, 0, 0.5})).isEqualTo(1);
  }

  @Test
  void of_twoNeighboursSwapped_isSpearmansFigure() {
    assertThat(Spearman.of(new double[] {1, 2, 3, 4}, new double[] {1, 2, 4, 3}))
        .isCloseTo(1 - 6 * 2 / (4.0 * 15), within(1e-12));
  }
}
