package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.CheckReport.Comparison;
import org.junit.jupiter.api.Test;

class CheckReportTest {

  @Test
  void passes_numbersAroundThirty_mayDifferByThirtyTolerances() {
    assertThat(Comparison.within("logits", 8, 5e-4, 30).passes(2e-5)).isTrue();
    assertThat(Comparison.within("logits", 8, 7e-4, 30).passes(2e-5)).isFalse();
  }

  @Test
  void passes_numbersUpToOne_mayDifferByTheTolerance() {
    assertThat(Comparison.within("cosine", 8, 1.9e-5, 1).passes(2e-5)).isTrue();
    assertThat(Comparison.within("cosine", 8, 2.1e-5, 1).passes(2e-5)).isFalse();
  }

  @Test
  void passes_notANumberOrOtherTokens_never() {
    assertThat(Comparison.within("vision", 8, Double.POSITIVE_INFINITY, 30).passes(1)).isFalse();
    assertThat(Comparison.exact("generations", 8, 1).passes(1)).isFalse();
  }
}
