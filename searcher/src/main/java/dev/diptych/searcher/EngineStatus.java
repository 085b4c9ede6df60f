package dev.diptych.searcher;

import java.util.List;
import java.util.Optional;

/**
 * What an engine serves and how its caches fare.
 *
 * @param model the model's name
 * @param fingerprint the model's fingerprint, 64 hexadecimal digits
 * @param embeddedModel whether this is the model that ships inside and understands coloured shapes
 *     only
 * @param canRerank whether the second stage can run: the model has ITM
 * @param images number of images
 * @param texts number of texts
 * @param indexFolder where the index lies
 * @param indexBytes all bytes of the index
 * @param features how patch features are stored: none, int8, f16 or f32
 * @param tokens how many tokens are kept of a picture
 * @param bytesPerImage what an image takes on disk on average: features, thumbnail, and its share
 *     of vectors and fields
 * @param featureBytesPerImage the part of these that patch features take
 * @param warm whether the graphs have run once
 * @param outdated why answers come from the index as it was and not as it is now, and what to do;
 *     empty while the engine follows it
 * @param caches one row per cache
 */
public record EngineStatus(
    String model,
    String fingerprint,
    boolean embeddedModel,
    boolean canRerank,
    int images,
    int texts,
    String indexFolder,
    long indexBytes,
    String features,
    int tokens,
    long bytesPerImage,
    long featureBytesPerImage,
    boolean warm,
    Optional<String> outdated,
    List<CacheStatus> caches) {

  public EngineStatus {
    caches = List.copyOf(caches);
  }

  /**
   * One cache.
   *
   * @param name query vectors or patch features
   * @param bytes what it holds now
   * @param maximumBytes its bound
   * @param hits look-ups answered
   * @param misses look-ups not answered
   */
  public record CacheStatus(String name, long bytes, long maximumBytes, long hits, long misses) {}
}
