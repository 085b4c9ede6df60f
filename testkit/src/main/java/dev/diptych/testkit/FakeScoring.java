package dev.diptych.testkit;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Scoring;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scoring of models that are none: the match logit plus the cosine, and the softmax of the
 * logits for a probability.
 *
 * @param calibrated what it says of its probabilities
 */
public record FakeScoring(boolean calibrated) implements Scoring {

  /** Says that it is not calibrated. */
  public static final FakeScoring UNCALIBRATED = new FakeScoring(false);

  @Override
  public String label() {
    return "fake";
  }

  @Override
  public float rank(ItmScore itm, ItcScore itc) {
    return itm.match() + itc.value();
  }

  @Override
  public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
    return itm.map(
        logits ->
            new MatchProbability(
                1 / (1 + Math.exp((double) logits.noMatch() - logits.match())), calibrated));
  }

  @Override
  public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
    return itm.map(logits -> OptionalDouble.of((double) logits.match() - logits.noMatch()))
        .orElseGet(OptionalDouble::empty);
  }

  @Override
  public String order() {
    return "match + cosine";
  }

  @Override
  public String meaning() {
    return "match logit plus cosine";
  }
}
