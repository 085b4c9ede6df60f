package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.reranker.Reranker;
import java.time.Duration;

/**
 * How much a search engine may keep in memory, and how it works.
 *
 * @param queryCacheBytes most bytes of cached query vectors, at least 0; 0 keeps none
 * @param featureCacheBytes most bytes of cached patch features, at least 0; 0 keeps none
 * @param rerankChunk most pairs that the second stage scores in one run, 1 to 256
 * @param refreshEvery how often to look for a newer commit in the background; zero for never
 * @param imageLimits how large the picture of a query may be
 */
public record SearchOptions(
    long queryCacheBytes,
    long featureCacheBytes,
    int rerankChunk,
    Duration refreshEvery,
    ImageLimits imageLimits) {

  private static final long MEBIBYTE = 1L << 20;

  public SearchOptions {
    if (queryCacheBytes < 0 || featureCacheBytes < 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "cache sizes must be at least 0 bytes, but were %s (queries) and %s (features)"
              .formatted(queryCacheBytes, featureCacheBytes));
    }
    if (rerankChunk < 1 || rerankChunk > 256) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "rerank chunk must be 1 to 256, but was " + rerankChunk);
    }
    if (refreshEvery.isNegative()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the time between refreshes must not be negative, but was %s; use zero for never"
              .formatted(refreshEvery));
    }
  }

  /** Options with {@link ImageLimits#DEFAULT}. */
  public SearchOptions(
      long queryCacheBytes, long featureCacheBytes, int rerankChunk, Duration refreshEvery) {
    this(queryCacheBytes, featureCacheBytes, rerankChunk, refreshEvery, ImageLimits.DEFAULT);
  }

  /** {@return these options, reading query pictures within these limits} */
  public SearchOptions withImageLimits(ImageLimits limits) {
    return new SearchOptions(queryCacheBytes, featureCacheBytes, rerankChunk, refreshEvery, limits);
  }

  /**
   * What suits one machine: 16 MiB of query vectors, patch features up to an eighth of the heap and
   * at most 512 MiB, runs as long as the reranker likes them, a look for newer commits every
   * second.
   */
  public static SearchOptions defaults() {
    long features = Math.min(512 * MEBIBYTE, Runtime.getRuntime().maxMemory() / 8);
    return new SearchOptions(
        16 * MEBIBYTE, features, Reranker.DEFAULT_CHUNK, Duration.ofSeconds(1));
  }
}
