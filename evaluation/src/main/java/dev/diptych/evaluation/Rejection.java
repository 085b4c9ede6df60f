package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which queries are answered with "no good match" at a threshold: true ones that are lost, others
 * that are caught.
 *
 * @param threshold least match probability of a good match
 * @param share of the queries of each kind that are answered so, in [0, 1]
 */
public record Rejection(double threshold, Map<QueryKind, Double> share) {

  public Rejection {
    share = Map.copyOf(share);
  }

  /** A query's kind and the probability of its best result. */
  private record Scored(QueryKind kind, double best) {}

  /** {@return the rejection at one threshold} */
  public static Rejection at(
      double threshold, List<JudgedQuery> queries, AnswerCalibration calibration) {
    return at(threshold, scored(queries, calibration));
  }

  private static Rejection at(double threshold, List<Scored> queries) {
    Map<QueryKind, Double> share = new EnumMap<>(QueryKind.class);
    for (QueryKind kind : QueryKind.values()) {
      List<Scored> own = queries.stream().filter(query -> query.kind() == kind).toList();
      if (!own.isEmpty()) {
        long below = own.stream().filter(query -> query.best() < threshold).count();
        share.put(kind, (double) below / own.size());
      }
    }
    return new Rejection(threshold, share);
  }

  /**
   * {@return the rejections from the smallest threshold up, at which none, 1 % ... all of the true
   * queries are lost: the ROC curve, point by point}
   */
  public static List<Rejection> curve(List<JudgedQuery> queries, AnswerCalibration calibration) {
    List<Scored> scored = scored(queries, calibration);
    double[] own = bestOfTrue(scored);
    List<Rejection> curve = new ArrayList<>();
    for (int percent = 0; percent <= 100; percent++) {
      int lost = Math.min(own.length - 1, (int) ((long) percent * own.length / 100));
      curve.add(at(percent == 100 ? Math.nextUp(1.0) : own[lost], scored));
    }
    return curve;
  }

  /**
   * {@return the probability that the best result of a true query is more likely than that of
   * another: the area under the ROC curve, 1 where both are told apart without fail}
   */
  public static double area(List<JudgedQuery> queries, AnswerCalibration calibration) {
    List<Scored> scored = scored(queries, calibration);
    double[] own = bestOfTrue(scored);
    double[] others =
        scored.stream()
            .filter(query -> query.kind() != QueryKind.TRUE)
            .mapToDouble(Scored::best)
            .sorted()
            .toArray();
    double above = 0;
    int below = 0;
    int notAbove = 0;
    for (double value : own) {
      while (below < others.length && others[below] < value) {
        below++;
      }
      while (notAbove < others.length && others[notAbove] <= value) {
        notAbove++;
      }
      above += below + (notAbove - below) / 2.0;
    }
    return above / ((double) own.length * others.length);
  }

  /**
   * {@return the largest threshold, of at most 0.9, that loses at most this share of true queries}
   */
  static double thresholdLosing(
      double lost, List<JudgedQuery> queries, AnswerCalibration calibration) {
    double[] own = bestOfTrue(scored(queries, calibration));
    int spared = (int) (lost * own.length);
    return Math.clamp(own[spared], 1e-4, 0.9);
  }

  private static double[] bestOfTrue(List<Scored> scored) {
    return scored.stream()
        .filter(query -> query.kind() == QueryKind.TRUE)
        .mapToDouble(Scored::best)
        .sorted()
        .toArray();
  }

  private static List<Scored> scored(List<JudgedQuery> queries, AnswerCalibration calibration) {
    return queries.stream()
        .map(
            query ->
                new Scored(
                    query.kind(), Probabilities.best(Probabilities.calibrated(query, calibration))))
        .toList();
  }
}
