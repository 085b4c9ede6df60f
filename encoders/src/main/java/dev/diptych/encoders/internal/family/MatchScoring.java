package dev.diptych.encoders.internal.family;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Scoring;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scoring of models with a match head of two logits (ITM) by itself: the softmax of the logits
 * is called a probability, and is one by its form alone.
 */
public enum MatchScoring implements Scoring {
  /** The match logit plus the cosine, as in the evaluation of BLIP's authors. */
  MATCH_PLUS_COSINE("match+cosine", "match + cosine"),
  /** The match logit alone, as in the evaluation of ALBEF's authors. */
  MATCH("match", "match alone");

  private final String name;
  private final String order;

  MatchScoring(String name, String order) {
    this.name = name;
    this.order = order;
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public float rank(ItmScore itm, ItcScore itc) {
    return switch (this) {
      case MATCH_PLUS_COSINE -> itm.match() + itc.value();
      case MATCH -> itm.match();
    };
  }

  @Override
  public Optional<MatchProbability> probability(Optional<ItmScore> itm, ItcScore itc) {
    return itm.map(
        logits ->
            new MatchProbability(
                1 / (1 + Math.exp((double) logits.noMatch() - logits.match())), false));
  }

  /** The difference of the logits: their softmax depends on it alone. */
  @Override
  public OptionalDouble evidence(Optional<ItmScore> itm, ItcScore itc) {
    return itm.map(logits -> OptionalDouble.of((double) logits.match() - logits.noMatch()))
        .orElseGet(OptionalDouble::empty);
  }

  @Override
  public String order() {
    return order;
  }

  @Override
  public String meaning() {
    return "ordered by %s (match is a logit); the match probability is the softmax of the two logits, not calibrated"
        .formatted(order);
  }
}
