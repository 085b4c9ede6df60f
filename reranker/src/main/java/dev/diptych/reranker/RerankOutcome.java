package dev.diptych.reranker;

import java.util.List;

/** What came out of the second stage: all candidates, each once. */
public sealed interface RerankOutcome {

  /** {@return all candidates, best first} */
  List<RankedItem> items();

  /**
   * The second stage ran: the scored candidates first, by the rank that the scoring gives, then the
   * others in recall order.
   *
   * @param items all candidates, best first
   * @param depthReached how many were scored
   * @param outOfTime whether the time budget ended it before the depth was reached
   */
  record Reranked(List<RankedItem> items, int depthReached, boolean outOfTime)
      implements RerankOutcome {
    public Reranked {
      items = List.copyOf(items);
    }
  }

  /**
   * The second stage could not run: recall order.
   *
   * @param items all candidates in recall order
   * @param reason why, in a sentence fit for people
   */
  record RecallOnly(List<RankedItem> items, String reason) implements RerankOutcome {
    public RecallOnly {
      items = List.copyOf(items);
    }
  }
}
