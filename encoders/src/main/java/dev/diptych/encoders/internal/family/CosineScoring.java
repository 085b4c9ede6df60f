package dev.diptych.encoders.internal.family;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Scoring;
import java.util.Optional;
import java.util.OptionalDouble;

/** The scoring of models that compare vectors and nothing else. */
public enum CosineScoring implements Scoring {
  /** The cosine orders; how likely a pair belongs together, it does not say. */
  COSINE;

  @Override
  public String label() {
    return "cosine";
  }

  @Override
  public float rank(ItmScore itm, ItcScore itc) {
    return itc.value();
  }

  @Override
  public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
    return Optional.empty();
  }

  /** The cosine: what it means as a probability, only a calibration can tell. */
  @Override
  public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
    return OptionalDouble.of(itc.value());
  }

  @Override
  public String order() {
    return "cosine";
  }

  @Override
  public String meaning() {
    return "ordered by the cosine of the vectors; this model gives no match probability unless it is calibrated";
  }
}
