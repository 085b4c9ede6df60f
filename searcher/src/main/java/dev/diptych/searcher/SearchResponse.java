package dev.diptych.searcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one search.
 *
 * @param hits this page, best first
 * @param candidates how many candidates the first stage handed over
 * @param visited how many vectors the first stage compared
 * @param exactRecall whether the first stage compared with every vector
 * @param depthReached how many candidates the second stage scored
 * @param outOfTime whether the time budget ended the second stage early
 * @param degraded why the second stage could not run though it was asked for; empty when all is
 *     well
 * @param warnings what the asker should know, in sentences: words that were cut, for example
 * @param timings how long each stage took
 */
public record SearchResponse(
    List<SearchHit> hits,
    int candidates,
    long visited,
    boolean exactRecall,
    int depthReached,
    boolean outOfTime,
    Optional<String> degraded,
    List<String> warnings,
    Timings timings) {

  public SearchResponse {
    hits = List.copyOf(hits);
    warnings = List.copyOf(warnings);
  }

  /**
   * Wall-clock time per stage.
   *
   * @param encode query to vector; next to nothing when cached
   * @param recall first stage
   * @param rerank second stage
   * @param total all of it, looking up the page's items included
   */
  public record Timings(Duration encode, Duration recall, Duration rerank, Duration total) {}
}
