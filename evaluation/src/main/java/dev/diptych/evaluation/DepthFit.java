package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.DepthRule;
import dev.diptych.evaluation.Logistic.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
  private static final double KEPT = 0.975;

  /** Share of the right first results that may be lost where the rule is fitted. */
  private static final double LOST_FIRST = 0.015;

  /** Share of the pairs that no rule exceeds where it is fitted: keeping the last is too dear. */
  private static final double MOST_PAIRS = 0.43;

  private static final double FIRST_LEFT = 2;
  private static final double NEXT_LEFT = 0.9;
  private static final double LAST_LEFT = 1e-3;

  private DepthFit() {}

  /**
   * What a rule costs and keeps, against scoring {@link #MOST} candidates.
   *
   * @param pairs share of the pairs that are scored
   * @param kept share of the matches on the page that stay on it
   * @param firstWhole share of the queries whose first result is right with all pairs scored
   * @param first the same by the rule
   */
  public record Effect(double pairs, double kept, double firstWhole, double first) {}

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
    DepthRule chosen = new DepthRule(weights[0], weights[1], weights[2], FIRST_LEFT, MOST);
    for (double left = FIRST_LEFT; left > LAST_LEFT; left *= NEXT_LEFT) {
      DepthRule rule = new DepthRule(weights[0], weights[1], weights[2], left, MOST);
      Effect effect = effect(own, rule, calibration);
      if (effect.pairs() > MOST_PAIRS) {
        return chosen;
      }
      chosen = rule;
      if (effect.kept() >= KEPT && effect.first() >= effect.firstWhole() - LOST_FIRST) {
        return rule;
      }
    }
    return chosen;
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
    long whole = 0;
    long first = 0;
    for (JudgedQuery query : queries) {
      JudgedQuery all = query.toDepth(rule.most());
      int depth = rule.depth(all.pairs().stream().map(p -> (float) p.cosine()).toList());
      pairs += all.pairs().size();
      scored += depth;
      List<Integer> full = order(all, all.pairs().size());
      List<Integer> cut = order(all, depth);
      Set<Integer> page = new HashSet<>(cut.subList(0, Math.min(PAGE, cut.size())));
      for (int place : full.subList(0, Math.min(PAGE, full.size()))) {
        if (isMatch(all.pairs().get(place), calibration)) {
          matches++;
          kept += page.contains(place) ? 1 : 0;
        }
      }
      whole += rightFirst(all, full) ? 1 : 0;
      first += rightFirst(all, cut) ? 1 : 0;
    }
    return new Effect(
        (double) scored / Math.max(1, pairs),
        matches == 0 ? 1 : (double) kept / matches,
        (double) whole / Math.max(1, queries.size()),
        (double) first / Math.max(1, queries.size()));
  }

  private static boolean rightFirst(JudgedQuery query, List<Integer> order) {
    return !order.isEmpty() && query.pairs().get(order.getFirst()).right();
  }

  /** What is right, and what the second stage takes for right. */
  private static boolean isMatch(JudgedQuery.Pair pair, AnswerCalibration calibration) {
    return pair.right()
        || (pair.evidence().isPresent()
            && calibration.pairProbability(pair.evidence().getAsDouble()) >= 0.5);
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
