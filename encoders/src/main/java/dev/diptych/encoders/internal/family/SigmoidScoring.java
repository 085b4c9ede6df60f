package dev.diptych.encoders.internal.family;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Scoring;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scoring of models that compare vectors and were trained to tell pairs that belong together
 * from those that do not, each by itself: {@code sigmoid(scale · cosine + bias)}, as SigLIP's
 * authors publish it (Zhai et al. 2023).
 *
 * @param scale what the cosine is multiplied by, above 0
 * @param bias what is added then; some -10 and less, since of the pairs of training one in 32,768
 *     belonged together
 */
public record SigmoidScoring(double scale, double bias) implements Scoring {

  /** Between a right caption of the authors' example, at 0.32, and a wrong one, at 0.00003. */
  private static final double GOOD = 0.01;

  /** {@return the logit of a pair} */
  public double logit(double cosine) {
    return scale * cosine + bias;
  }

  @Override
  public String label() {
    return "sigmoid";
  }

  @Override
  public float rank(ItmScore itm, ItcScore itc) {
    return itc.value();
  }

  @Override
  public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
    return Optional.of(new MatchProbability(1 / (1 + Math.exp(-logit(itc.value()))), false));
  }

  @Override
  public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
    return OptionalDouble.of(logit(itc.value()));
  }

  @Override
  public OptionalDouble threshold() {
    return OptionalDouble.of(GOOD);
  }

  @Override
  public String order() {
    return "cosine";
  }

  @Override
  public String meaning() {
    return "ordered by the cosine of the vectors; the match probability is the model's own sigmoid of it, not calibrated: from 1% on a pair counts as a good match";
  }
}
