package dev.diptych.reranker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.diptych.core.PatchFeatures;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Patch features that were read lately, on the heap, bounded in bytes. Popular pictures are asked
 * for again and again; what is here needs no disk and no checksum. Features stored as 16-bit floats
 * are kept widened; those stored as bytes are kept as bytes, four times as many.
 *
 * <p>Features are kept under a key that holds the SHA-256 of the picture's bytes, never under an
 * item's id: an item whose file was replaced has another hash, so what the old file looked like
 * cannot be served for it, and what did not change outlives every refresh of the index. One cache
 * serves one model. Thread-safe.
 */
public final class FeatureCache {

  /** What an entry takes beside its numbers: key, node, object headers. */
  private static final int ENTRY_BYTES = 256;

  private final Cache<String, PatchFeatures> entries;
  private final long maximumBytes;

  /**
   * An empty cache.
   *
   * @param maximumBytes its bound, at least 0; 0 keeps nothing
   */
  public FeatureCache(long maximumBytes) {
    this.maximumBytes = maximumBytes;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((String key, PatchFeatures features) -> weight(features))
            .recordStats()
            .build();
  }

  /**
   * The features of a picture, from the cache or from where they are kept. Two threads that miss
   * together both load; nothing waits on another search's disk.
   *
   * @param key SHA-256 of the picture's bytes, and what else its features depend on
   * @param load reads them; must return features of exactly this key, or nothing
   */
  public Optional<PatchFeatures> features(String key, Supplier<Optional<PatchFeatures>> load) {
    Optional<PatchFeatures> cached = cached(key);
    return cached.isPresent() ? cached : load.get().map(features -> keep(key, features));
  }

  /** {@return the features kept under a key, counted as a look-up} */
  public Optional<PatchFeatures> cached(String key) {
    return Optional.ofNullable(entries.getIfPresent(key));
  }

  /**
   * Keeps features.
   *
   * @param key as in {@link #features}
   * @param features of exactly this key; a view of a file is read, and may turn out damaged, here
   * @return them on the heap
   */
  public PatchFeatures keep(String key, PatchFeatures features) {
    PatchFeatures onHeap = features.onHeap();
    entries.put(key, onHeap);
    return onHeap;
  }

  /** {@return look-ups answered and not answered since the start} */
  public Usage usage() {
    entries.cleanUp();
    CacheStats stats = entries.stats();
    long bytes = entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    return new Usage(bytes, maximumBytes, stats.hitCount(), stats.missCount());
  }

  private static int weight(PatchFeatures features) {
    return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + features.byteSize());
  }

  /**
   * How a cache fares.
   *
   * @param bytes what it holds now
   * @param maximumBytes its bound
   * @param hits look-ups answered
   * @param misses look-ups not answered
   */
  public record Usage(long bytes, long maximumBytes, long hits, long misses) {}
}
