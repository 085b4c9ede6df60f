package dev.diptych.encoders.internal.pair;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Scoring;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scoring of two models: that of the one that scores pairs, for which the other's cosine counts
 * nothing, since cosines of two models are not on one scale. A calibration of either alone does not
 * hold for the two.
 *
 * @param reranker how the second model's numbers are read, not calibrated
 */
record PairScoring(Scoring reranker) implements Scoring {

  private static final ItcScore NONE = new ItcScore(0);

  @Override
  public String label() {
    return "second:" + reranker.label();
  }

  @Override
  public float rank(ItmScore itm, ItcScore itc) {
    return reranker.rank(itm, NONE);
  }

  @Override
  public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
    return itm.flatMap(score -> reranker.probability(Optional.of(score), NONE));
  }

  @Override
  public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
    return itm.isPresent() ? reranker.evidence(itm, NONE) : OptionalDouble.empty();
  }

  @Override
  public String order() {
    return "match alone";
  }

  @Override
  public String meaning() {
    return "ordered by match alone, by another model than the one whose cosine recalls; its own scores are "
        + reranker.meaning();
  }
}
