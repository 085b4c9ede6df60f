package dev.diptych.evaluation;

import dev.diptych.evaluation.JudgedQuery.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Judged queries written by hand. */
final class JudgedQueries {

  private JudgedQueries() {}

  /**
   * A true query as BLIP's evaluation scores it.
   *
   * @param cosines of the candidates
   * @param matches their match logits, the other logit being 0
   * @param right the right ones, by place in these lists
   */
  static JudgedQuery of(List<Double> cosines, List<Double> matches, List<Integer> right) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < cosines.size(); i++) {
      places.add(i);
    }
    places.sort((a, b) -> Double.compare(cosines.get(b), cosines.get(a)));
    List<Pair> pairs =
        places.stream()
            .map(
                i ->
                    new Pair(
                        cosines.get(i),
                        OptionalDouble.of(matches.get(i)),
                        matches.get(i) + cosines.get(i),
                        right.contains(i)))
            .toList();
    return new JudgedQuery(QueryKind.TRUE, 0, "", false, 0, pairs, right.size(), Optional.empty());
  }

  /** A query of one pair. */
  static JudgedQuery of(QueryKind kind, double cosine, double evidence, double broken) {
    return of(kind, "", cosine, evidence, broken);
  }

  /** A query of one pair, asked in these words. */
  static JudgedQuery of(
      QueryKind kind, String words, double cosine, double evidence, double broken) {
    boolean right = kind == QueryKind.TRUE;
    return new JudgedQuery(
        kind,
        0,
        words,
        false,
        broken,
        List.of(new Pair(cosine, OptionalDouble.of(evidence), evidence, right)),
        right ? 1 : 0,
        Optional.empty());
  }
}
