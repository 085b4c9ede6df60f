package dev.diptych.evaluation;

import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchHit;
import java.util.function.Predicate;

/**
 * Something to ask, and which answers are right.
 *
 * @param kind what it is like
 * @param query what is asked
 * @param group queries of one group belong to one half when a collection is split: those about one
 *     picture
 * @param isRight decides whether a result is right
 * @param right how many right answers the collection holds; of a query of another kind than true
 *     those that are taken away from what is found, so that none is left
 */
public record EvaluationQuery(
    QueryKind kind, Query query, int group, Predicate<SearchHit> isRight, int right) {

  /** A query that nothing in the collection is right for. */
  public static EvaluationQuery without(QueryKind kind, Query query, int group) {
    return new EvaluationQuery(kind, query, group, _ -> false, 0);
  }

  /** {@return the same query, its right answers taken away from what is found} */
  public EvaluationQuery leftOut() {
    return new EvaluationQuery(QueryKind.CONTRADICTING, query, group, isRight, right);
  }
}
