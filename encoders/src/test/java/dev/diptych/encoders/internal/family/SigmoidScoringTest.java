package dev.diptych.encoders.internal.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmoidScoringTest {

  private static final SigmoidScoring SCORING = new SigmoidScoring(117.33, -12.93);

  /** The two logits that the authors publish of one picture, as probabilities. */
  @ParameterizedTest
  @CsvSource({"-0.7567, 0.319363", "-10.3354, 0.0000324623", "0, 0.5"})
  void probability_cosine_isItsSigmoid(double logit, double expected) {
    ItcScore cosine = new ItcScore((float) ((logit + 12.93) / 117.33));
    var probability = SCORING.probability(Optional.empty(), cosine).orElseThrow();
    assertThat(probability.value()).isCloseTo(expected, within(1e-4 * expected + 1e-9));
    assertThat(probability.calibrated()).isFalse();
    assertThat(SCORING.evidence(Optional.empty(), cosine).orElseThrow())
        .isCloseTo(logit, within(1e-4));
  }

  @Test
  void threshold_publishedPairs_liesBetweenThem() {
    double threshold = SCORING.threshold().orElseThrow();
    assertThat(threshold).isBetween(0.0000325, 0.31936);
    assertThat(CosineScoring.COSINE.threshold()).isEmpty();
    assertThat(MatchScoring.MATCH.threshold()).isEmpty();
  }

  @Test
  void rank_pair_isTheCosine() {
    assertThat(SCORING.rank(new ItmScore(5, -5), new ItcScore(0.25f))).isEqualTo(0.25f);
  }
}
