package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.AnswerCalibration.PairWeights;
import dev.diptych.core.AnswerCalibration.QueryWeights;
import dev.diptych.core.DepthRule;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.WordOrder;
import dev.diptych.evaluation.Logistic.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Fits the calibration of one direction. The pairs of true queries tell what the logits mean where
 * there is something to find; queries of all kinds tell when there is nothing.
 */
public final class CalibrationFit {

  /** Candidates of a query that are fitted on: as many as are usually scored. */
  public static final int DEPTH = 32;

  /** Fewer true or other queries than this are too few to fit on. */
  public static final int LEAST_QUERIES = 20;

  /** Share of the true queries that the threshold may lose. */
  static final double LOST = 0.025;

  private CalibrationFit() {}

  /**
   * Fits.
   *
   * @param queries of all kinds, each to {@link DepthFit#MOST} candidates
   * @throws DiptychException INVALID_REQUEST when there are too few, or nothing can be told from
   *     them
   */
  public static AnswerCalibration fit(List<JudgedQuery> queries) {
    Set<String> sentences = sentences(queries);
    List<JudgedQuery> shallow =
        queries.stream()
            .map(query -> query.toDepth(DEPTH).asCounted(sentences.contains(query.words())))
            .toList();
    requireEnough(shallow);
    PairWeights pair = pair(shallow);
    double[] any = any(shallow, WordOrder.of(sentences));
    QueryWeights weights = new QueryWeights(any[0], any[1], any[2], any[4]);
    WordOrder order = WordOrder.of(sentences).weighing(any[3]);
    DepthRule unlimited = new DepthRule(0, 0, 0, 1, 1);
    double threshold =
        Rejection.thresholdLosing(
            LOST, shallow, new AnswerCalibration(pair, weights, order, 0.5, unlimited));
    AnswerCalibration flat = new AnswerCalibration(pair, weights, order, threshold, unlimited);
    return new AnswerCalibration(pair, weights, order, threshold, DepthFit.fit(queries, flat));
  }

  /** What was asked in words that mean something, each once. */
  private static Set<String> sentences(List<JudgedQuery> queries) {
    return queries.stream()
        .filter(query -> query.kind() == QueryKind.TRUE && !query.words().isEmpty())
        .map(JudgedQuery::words)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void requireEnough(List<JudgedQuery> queries) {
    long found = queries.stream().filter(JudgedQuery::found).count();
    long nothing = queries.stream().filter(query -> query.kind() != QueryKind.TRUE).count();
    boolean says = queries.stream().anyMatch(query -> query.best().isPresent());
    if (!says || found < LEAST_QUERIES || nothing < LEAST_QUERIES) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          says
              ? "a calibration needs %s queries that find a right answer and %s of other kinds, but there are %s and %s; give more pairs"
                  .formatted(LEAST_QUERIES, LEAST_QUERIES, found, nothing)
              : "there is nothing to calibrate: no pair was scored");
    }
  }

  private static PairWeights pair(List<JudgedQuery> queries) {
    List<Observation> pairs = new ArrayList<>();
    for (JudgedQuery query : queries) {
      if (query.kind() == QueryKind.TRUE && query.found()) {
        for (JudgedQuery.Pair pair : query.pairs()) {
          pair.evidence()
              .ifPresent(value -> pairs.add(new Observation(List.of(value), pair.right())));
        }
      }
    }
    double[] weights = Logistic.fit(pairs);
    return new PairWeights(weights[0], weights[1]);
  }

  /** Weights of evidence, cosine, broken words and their order, and the intercept. */
  private static double[] any(List<JudgedQuery> queries, WordOrder order) {
    List<Observation> observations = new ArrayList<>();
    for (JudgedQuery query : queries) {
      query
          .best()
          .ifPresent(
              best ->
                  observations.add(
                      new Observation(
                          List.of(
                              best.evidence().orElseThrow(),
                              best.cosine(),
                              query.broken(),
                              query.oddity(order)),
                          query.found())));
    }
    return Logistic.fit(observations);
  }
}
