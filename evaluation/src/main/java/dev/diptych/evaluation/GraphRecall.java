package dev.diptych.evaluation;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.IndexView;
import dev.diptych.index.Recall.Neighbour;
import dev.diptych.index.RecallRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the first stage finds of the truly nearest vectors, which comparing with all of them tells.
 *
 * @param queries how many vectors were looked for
 * @param k neighbours of each
 * @param recall share of the k nearest that were found, in [0, 1]
 */
public record GraphRecall(int queries, int k, double recall) {

  private static final int MOST_QUERIES = 200;

  /**
   * {@return the recall for the vectors of these items, of at most 200 of them}
   *
   * @param target what is looked for
   */
  static GraphRecall of(IndexView view, List<ItemId> ids, Modality target, int k) {
    List<ItemId> asked = ids.stream().limit(MOST_QUERIES).toList();
    long found = 0;
    long all = 0;
    for (Embedding vector : view.vectors(asked).values()) {
      RecallRequest request = RecallRequest.nearest(target, vector, k);
      Set<ItemId> usual = new HashSet<>(ids(view, request));
      List<ItemId> exact = ids(view, request.with(new Effort.Exact()));
      found += exact.stream().filter(usual::contains).count();
      all += exact.size();
    }
    return new GraphRecall(asked.size(), k, all == 0 ? 1 : (double) found / all);
  }

  private static List<ItemId> ids(IndexView view, RecallRequest request) {
    return view.recall(request).neighbours().stream().map(Neighbour::id).toList();
  }
}
