package dev.diptych.searcher;

import java.util.List;
import java.util.Optional;

/**
 * What an engine serves and how its caches fare. Costs nothing to ask: sizes on disk are in {@link
 * dev.diptych.index.IndexFolder#summary}.
 *
 * @param model who encodes
 * @param index what is searched
 * @param warm whether the graphs have run once
 * @param outdated why answers come from the index as it was and not as it is now, and what to do;
 *     empty while the engine follows it
 * @param caches one row per cache
 */
public record EngineStatus(
    ModelStatus model,
    IndexStatus index,
    boolean warm,
    Optional<String> outdated,
    List<CacheStatus> caches) {

  public EngineStatus {
    caches = List.copyOf(caches);
  }

  /**
   * The model.
   *
   * @param name its name
   * @param fingerprint its fingerprint, 64 hexadecimal digits
   * @param embedded whether it is the one that ships inside and understands coloured shapes only
   * @param canRerank whether the second stage can run: the model has ITM
   * @param order what orders results, in a few words: {@code match + cosine}
   * @param calibration what its match probabilities were fitted on; empty where they were not
   */
  public record ModelStatus(
      String name,
      String fingerprint,
      boolean embedded,
      boolean canRerank,
      String order,
      Optional<String> calibration) {}

  /**
   * The index, as the last refresh found it.
   *
   * @param folder where it lies
   * @param images number of images
   * @param texts number of texts
   * @param features how patch features are stored: none, int8, f16 or f32
   * @param tokens how many tokens are kept of a picture
   */
  public record IndexStatus(String folder, int images, int texts, String features, int tokens) {}

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
