package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.evaluation.Probabilities.Outcome;
import dev.diptych.searcher.SearchResponse.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one direction; shares in [0, 1]. What does not apply is null.
 *
 * @param direction {@code text to image} or {@code image to text}
 * @param recall by depth, 0 first: the lift of the second stage
 * @param graph what the first stage finds of the truly nearest
 * @param sure how far probabilities can be trusted, by the name of what gives them
 * @param times of a query at the greatest depth
 */
public record DirectionReport(
    String direction,
    List<RetrievalRecall> recall,
    GraphRecall graph,
    Map<String, Sure> sure,
    StageTimes times) {

  /** Median milliseconds of each stage. */
  public record StageTimes(double encodeMs, double recallMs, double rerankMs) {

    static StageTimes of(List<JudgedQuery> queries) {
      List<Timings> all = queries.stream().flatMap(query -> query.timings().stream()).toList();
      return new StageTimes(
          median(all, Timings::encode), median(all, Timings::recall), median(all, Timings::rerank));
    }

    private static double median(List<Timings> all, Function<Timings, Duration> stage) {
      List<Duration> sorted = all.stream().map(stage).sorted().toList();
      return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2).toNanos() / 1e6;
    }
  }

  /**
   * How far the probabilities of one calibration, or of none, can be trusted.
   *
   * @param error expected calibration error over all pairs
   * @param errorByKind the same by kind of query
   * @param reliability the bins behind it
   * @param threshold which queries are answered with "no good match" at its threshold; null where
   *     there is none
   * @param roc the same from threshold to threshold; empty where there is no calibration
   * @param area below the ROC curve; null where there is none
   * @param depth what adaptive depth costs and keeps; null where there is none
   */
  public record Sure(
      double error,
      Map<QueryKind, Double> errorByKind,
      Reliability reliability,
      @Nullable Rejection threshold,
      List<Rejection> roc,
      @Nullable Double area,
      DepthFit.@Nullable Effect depth) {

    static Sure of(List<JudgedQuery> queries, Optional<AnswerCalibration> calibration) {
      List<JudgedQuery> usual =
          queries.stream().map(query -> query.toDepth(CalibrationFit.DEPTH)).toList();
      Function<JudgedQuery, List<Outcome>> outcomes =
          query ->
              calibration
                  .map(known -> Probabilities.calibrated(query, known))
                  .orElseGet(() -> Probabilities.softmax(query));
      Reliability all = reliability(usual.stream(), outcomes);
      Map<QueryKind, Double> byKind = new LinkedHashMap<>();
      for (QueryKind kind : QueryKind.values()) {
        if (usual.stream().anyMatch(query -> query.kind() == kind)) {
          byKind.put(
              kind,
              reliability(usual.stream().filter(query -> query.kind() == kind), outcomes).error());
        }
      }
      return new Sure(
          all.error(),
          byKind,
          all,
          calibration.map(c -> Rejection.at(c.threshold(), usual, c)).orElse(null),
          calibration.map(c -> Rejection.curve(usual, c)).orElse(List.of()),
          calibration.map(c -> Rejection.area(usual, c)).orElse(null),
          calibration.map(c -> DepthFit.effect(queries, c)).orElse(null));
    }

    private static Reliability reliability(
        Stream<JudgedQuery> queries, Function<JudgedQuery, List<Outcome>> outcomes) {
      return Reliability.of(queries.flatMap(query -> outcomes.apply(query).stream()).toList());
    }
  }

  /** {@return depths at which recall is told, up to the greatest that was scored} */
  static List<Integer> depths(int most) {
    return IntStream.of(0, 4, 8, 16, 32, 64, 128, 256)
        .filter(depth -> depth < most)
        .boxed()
        .toList();
  }

  static List<RetrievalRecall> recall(List<JudgedQuery> queries, int most, boolean reranked) {
    List<Integer> depths = new ArrayList<>(reranked ? depths(most) : List.of(0));
    if (reranked) {
      depths.add(most);
    }
    return depths.stream()
        .sorted(Comparator.naturalOrder())
        .map(depth -> RetrievalRecall.of(queries, depth))
        .toList();
  }
}
