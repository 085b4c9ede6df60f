package dev.diptych.evaluation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.core.Scoring;
import dev.diptych.searcher.Lookalikes;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.Selection;
import dev.diptych.searcher.Threshold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Asks queries and judges every candidate. */
public final class QueryRun {

  private static final int MOST_RESULTS = 1000;

  private final SearchEngine engine;
  private final Scoring scoring;
  private final int depth;

  /**
   * @param scoring how the engine's model is read
   * @param depth candidates of a true query, all of them scored; of others at most {@link
   *     CalibrationFit#DEPTH}
   */
  public QueryRun(SearchEngine engine, Scoring scoring, int depth) {
    this.engine = engine;
    this.scoring = scoring;
    this.depth = depth;
  }

  /** {@return what came of each query} */
  public List<JudgedQuery> ask(List<EvaluationQuery> queries, Modality target) {
    return queries.stream().map(query -> ask(query, target)).toList();
  }

  private JudgedQuery ask(EvaluationQuery query, Modality target) {
    boolean leavesOut = query.kind() != QueryKind.TRUE;
    // Deeper than is usually scored is of use for true queries alone, to fit how deep to look.
    int own = leavesOut ? Math.min(depth, CalibrationFit.DEPTH) : depth;
    int wanted = Math.min(MOST_RESULTS, own + (leavesOut ? query.right() : 0));
    SearchResponse response =
        engine.search(
            SearchRequest.of(byVectors(query.query()), target)
                .withPage(0, wanted)
                .withRerankDepth(engine.status().model().canRerank() ? wanted : 0)
                .with(Threshold.OFF)
                .with(Selection.ALL.with(Lookalikes.SHOW)));
    if (response.rerank().degraded().isPresent()) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "an evaluation needs the second stage, which did not run: "
              + response.rerank().degraded().get());
    }
    List<JudgedQuery.Pair> pairs = new ArrayList<>();
    for (SearchHit hit :
        response.hits().stream().sorted(Comparator.comparingInt(SearchHit::recallRank)).toList()) {
      boolean right = query.isRight().test(hit);
      if (!(right && leavesOut) && pairs.size() < own) {
        pairs.add(pair(hit, right));
      }
    }
    return new JudgedQuery(
        query.kind(),
        query.group(),
        query.query() instanceof Query.Text text ? text.words() : "",
        false,
        response.confidence().broken(),
        pairs,
        leavesOut ? 0 : query.right(),
        Optional.of(response.timings()));
  }

  /** It is the model that is measured, not what people wrote beside pictures. */
  private static Query byVectors(Query query) {
    return query instanceof Query.Text text ? text.byVectors() : query;
  }

  private JudgedQuery.Pair pair(SearchHit hit, boolean right) {
    return new JudgedQuery.Pair(
        hit.itc().value(),
        scoring.evidence(hit.itm(), hit.itc()),
        hit.itm().map(itm -> (double) scoring.rank(itm, hit.itc())).orElse(Double.NaN),
        right);
  }
}
