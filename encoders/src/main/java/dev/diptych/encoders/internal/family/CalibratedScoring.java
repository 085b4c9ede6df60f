package dev.diptych.encoders.internal.family;

import dev.diptych.core.Calibration;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Scoring;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A scoring with its calibration: the same order, and probabilities of whole answers.
 *
 * @param plain the scoring of the model's family
 * @param fitted what was fitted
 */
public record CalibratedScoring(Scoring plain, Calibration fitted) implements Scoring {

  @Override
  public String label() {
    return plain.label();
  }

  @Override
  public float rank(ItmScore itm, ItcScore itc) {
    return plain.rank(itm, itc);
  }

  @Override
  public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
    return plain.probability(itm, itc);
  }

  @Override
  public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
    return plain.evidence(itm, itc);
  }

  @Override
  public OptionalDouble threshold() {
    return plain.threshold();
  }

  @Override
  public Optional<Calibration> calibration() {
    return Optional.of(fitted);
  }

  @Override
  public String order() {
    return plain.order();
  }

  @Override
  public String meaning() {
    return "ordered by %s; the match probability is calibrated, fitted on %s"
        .formatted(plain.order(), fitted.fittedOn());
  }
}
