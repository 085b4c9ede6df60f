package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.DepthRule;
import dev.diptych.evaluation.Logistic.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Fits how deep the second stage is to look: first the chance of a candidate by its cosine, then
 * how many matches may be left unscored so that nearly all are kept on a page.
 */
public final class DepthFit {

  /** Greatest depth. */
  public static final int MOST = 64;

  /** Results whose matches are to be kept. */
  public static final int PAGE = 10;

  /** Share of the matches on a page that is to be kept where the rule is fitted. */
  private static final double KEPT = 0.992;

  private static final double FIRST_LEFT = 2;
  private static final double NEXT_LEFT = 0.9;
  private static final double LAST_LEFT = 1e-3;

  private DepthFit() {}

  /**
   * What a rule costs and keeps, against scoring {@link #MOST} candidates.
   *
   * @param pairs share of the pairs that are scored
   * @param kept share of the matches on the page that stay on it
   * @param firstAsBefore share of the queries whose first result stays as right as it was
   */
  public record Effect(double pairs, double kept, double firstAsBefore) {}

  static DepthRule fit(List<JudgedQuery> queries, AnswerCalibration calibration) {
    List<JudgedQuery> own =
        queries.stream().filter(query -> query.kind() == QueryKind.TRUE).toList();
    List<Observation> observations = new ArrayList<>();
    for (JudgedQuery query : own) {
      double best = query.pairs().isEmpty() ? 0 : query.pairs().getFirst().cosine();
      for (JudgedQuery.Pair pair : query.toDepth(MOST).pairs()) {
        observations.add(
            new Observation(
                List.of(pair.cosine(), best - pair.cosine()), isMatch(pair, calibration)));
      }
    }
    double[] weights = Logistic.fit(observations);
    DepthRule rule = null;
    for (double left = FIRST_LEFT; left > LAST_LEFT; left *= NEXT_LEFT) {
      rule = new DepthRule(weights[0], weights[1], weights[2], left, MOST);
      if (effect(own, rule, calibration).kept() >= KEPT) {
        return rule;
      }
    }
    return Objects.requireNonNull(rule);
  }

  /** {@return what a calibration's rule costs and keeps on true queries} */
  public static Effect effect(List<JudgedQuery> queries, AnswerCalibration calibration) {
    return effect(
        queries.stream().filter(query -> query.kind() == QueryKind.TRUE).toList(),
        calibration.depth(),
        calibration);
  }

  private static Effect effect(
      List<JudgedQuery> queries, DepthRule rule, AnswerCalibration calibration) {
    long pairs = 0;
    long scored = 0;
    long matches = 0;
    long kept = 0;
    long same = 0;
    for (JudgedQuery query : queries) {
      JudgedQuery whole = query.toDepth(rule.most());
      int depth = rule.depth(whole.pairs().stream().map(p -> (float) p.cosine()).toList());
      pairs += whole.pairs().size();
      scored += depth;
      List<Integer> full = order(whole, whole.pairs().size());
      List<Integer> cut = order(whole, depth);
      Set<Integer> page = new HashSet<>(cut.subList(0, Math.min(PAGE, cut.size())));
      for (int place : full.subList(0, Math.min(PAGE, full.size()))) {
        if (isMatch(whole.pairs().get(place), calibration)) {
          matches++;
          kept += page.contains(place) ? 1 : 0;
        }
      }
      same += rightFirst(whole, full) && !rightFirst(whole, cut) ? 0 : 1;
    }
    return new Effect(
        (double) scored / Math.max(1, pairs),
        matches == 0 ? 1 : (double) kept / matches,
        (double) same / Math.max(1, queries.size()));
  }

  private static boolean rightFirst(JudgedQuery query, List<Integer> order) {
    return !order.isEmpty() && query.pairs().get(order.getFirst()).right();
  }

  private static boolean isMatch(JudgedQuery.Pair pair, AnswerCalibration calibration) {
    return pair.evidence().isPresent()
        && calibration.pairProbability(pair.evidence().getAsDouble()) >= 0.5;
  }

  /** Places in recall order, reranked to a depth. */
  static List<Integer> order(JudgedQuery query, int depth) {
    Comparator<Integer> byRank =
        Comparator.comparingDouble(place -> -query.pairs().get(place).rank());
    return IntStream.concat(
            IntStream.range(0, depth).boxed().sorted(byRank).mapToInt(Integer::intValue),
            IntStream.range(depth, query.pairs().size()))
        .boxed()
        .toList();
  }
}
