package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The match probabilities of judged queries, beside what is right. */
public final class Probabilities {

  private Probabilities() {}

  /**
   * A probability and what came of it.
   *
   * @param probability in [0, 1]
   * @param right whether it was a match
   */
  public record Outcome(double probability, boolean right) {}

  /** {@return the calibrated probability of each candidate of a query, in the order of recall} */
  public static List<Outcome> calibrated(JudgedQuery query, AnswerCalibration calibration) {
    Optional<JudgedQuery.Pair> best = query.best();
    if (best.isEmpty()) {
      return List.of();
    }
    double any =
        calibration.anyProbability(
            best.get().evidence().orElseThrow(),
            best.get().cosine(),
            query.broken(),
            query.oddity(calibration.order()));
    List<Outcome> outcomes = new ArrayList<>();
    for (JudgedQuery.Pair pair : query.pairs()) {
      if (pair.evidence().isPresent()) {
        double own = calibration.pairProbability(pair.evidence().getAsDouble());
        outcomes.add(new Outcome(any * own, pair.right()));
      }
    }
    return outcomes;
  }

  /**
   * {@return the softmax of each candidate's logits, whose difference is the evidence} Of a model
   * that compares vectors it means nothing.
   */
  public static List<Outcome> softmax(JudgedQuery query) {
    return query.pairs().stream()
        .filter(pair -> pair.evidence().isPresent())
        .map(pair -> new Outcome(1 / (1 + Math.exp(-pair.evidence().getAsDouble())), pair.right()))
        .toList();
  }

  /** {@return the probability of the best candidate, 0 where there is none} */
  public static double best(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(Outcome::probability).max().orElse(0);
  }
}
