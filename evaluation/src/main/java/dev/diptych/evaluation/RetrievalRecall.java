package dev.diptych.evaluation;

import java.util.List;

/**
 * Recall@1, 5 and 10 by the protocol of BLIP's evaluation: the share of queries that have a right
 * answer among so many results. A picture's rank is that of the best of its captions. The first
 * {@code depth} candidates of recall are ordered by the second stage, the others stand behind them.
 *
 * @param depth candidates that were reranked; 0 is recall alone
 * @param queries how many true queries there are
 * @param at1 share in [0, 1]
 * @param at5 share in [0, 1]
 * @param at10 share in [0, 1]
 */
public record RetrievalRecall(int depth, int queries, double at1, double at5, double at10) {

  /** {@return the recall of the true queries among these at a depth} */
  public static RetrievalRecall of(List<JudgedQuery> queries, int depth) {
    List<JudgedQuery> own =
        queries.stream().filter(query -> query.kind() == QueryKind.TRUE).toList();
    return new RetrievalRecall(
        depth, own.size(), share(own, depth, 1), share(own, depth, 5), share(own, depth, 10));
  }

  private static double share(List<JudgedQuery> queries, int depth, int among) {
    return queries.stream().filter(query -> isFound(query, depth, among)).count()
        / (double) Math.max(1, queries.size());
  }

  /** {@return whether a right answer is among the first results} */
  static boolean isFound(JudgedQuery query, int depth, int among) {
    return DepthFit.order(query, Math.min(depth, query.pairs().size())).stream()
        .limit(among)
        .anyMatch(place -> query.pairs().get(place).right());
  }

  /** {@return the mean of the three} */
  public double mean() {
    return (at1 + at5 + at10) / 3;
  }
}
