package dev.diptych.searcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one search.
 *
 * @param hits this page, best first
 * @param recall what the first stage did
 * @param rerank what the second stage did
 * @param confidence how sure it is, and which results are good matches
 * @param warnings what the asker should know, in sentences: words that were cut, for example
 * @param timings how long each stage took
 * @param listing what there is beyond this page
 * @param words what the words of items had to do with it
 */
public record SearchResponse(
    List<SearchHit> hits,
    RecallStage recall,
    RerankStage rerank,
    Confidence confidence,
    List<String> warnings,
    Timings timings,
    Listing listing,
    WordStage words) {

  public SearchResponse {
    hits = List.copyOf(hits);
    warnings = List.copyOf(warnings);
  }

  /** An answer by vectors alone. */
  public SearchResponse(
      List<SearchHit> hits,
      RecallStage recall,
      RerankStage rerank,
      Confidence confidence,
      List<String> warnings,
      Timings timings,
      Listing listing) {
    this(hits, recall, rerank, confidence, warnings, timings, listing, WordStage.NONE);
  }

  /** An answer that says nothing of what is beyond its page. */
  public SearchResponse(
      List<SearchHit> hits,
      RecallStage recall,
      RerankStage rerank,
      Confidence confidence,
      List<String> warnings,
      Timings timings) {
    this(hits, recall, rerank, confidence, warnings, timings, Listing.NONE);
  }

  /** An answer without match probabilities. */
  public SearchResponse(
      List<SearchHit> hits,
      RecallStage recall,
      RerankStage rerank,
      List<String> warnings,
      Timings timings) {
    this(
        hits,
        recall,
        rerank,
        Confidence.none(recall.candidates()),
        warnings,
        timings,
        Listing.NONE);
  }

  /**
   * The first stage.
   *
   * @param candidates how many candidates it handed over
   * @param visited how many vectors it compared
   * @param exact whether it compared with every vector
   * @param narrowing what the conditions left; empty without conditions
   */
  public record RecallStage(
      int candidates, long visited, boolean exact, Optional<Narrowing> narrowing) {

    /** A stage without conditions. */
    public RecallStage(int candidates, long visited, boolean exact) {
      this(candidates, visited, exact, Optional.empty());
    }
  }

  /**
   * The second stage.
   *
   * @param depth how many candidates it was to score
   * @param depthReached how many it scored
   * @param outOfTime whether the time budget ended it early
   * @param degraded why it could not run though it was asked for; empty when all is well
   */
  public record RerankStage(
      int depth, int depthReached, boolean outOfTime, Optional<String> degraded) {

    /** A stage that reached its depth. */
    public RerankStage(int depthReached, boolean outOfTime, Optional<String> degraded) {
      this(depthReached, depthReached, outOfTime, degraded);
    }
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
