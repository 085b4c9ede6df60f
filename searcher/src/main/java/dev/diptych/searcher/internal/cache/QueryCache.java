package dev.diptych.searcher.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.diptych.core.Embedding;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.PatchFeatures;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Queries as a model encoded them, bounded in bytes. Turning a page, or switching the second stage
 * off and on, asks the same thing again. Thread-safe.
 */
public final class QueryCache {

  /** What an entry takes beside its key's characters and its numbers. */
  private static final int ENTRY_BYTES = 256;

  private final Cache<Key, Encoded> entries;
  private final long maximumBytes;

  /**
   * An empty cache.
   *
   * @param maximumBytes its bound, at least 0; 0 keeps nothing
   */
  public QueryCache(long maximumBytes) {
    this.maximumBytes = maximumBytes;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher(QueryCache::weight)
            .recordStats()
            .build();
  }

  /**
   * The encoded query, from the cache or from the model. Two threads that miss together both
   * encode; an error is not kept.
   *
   * @param encode runs the encoder
   */
  public Encoded get(Key key, Supplier<Encoded> encode) {
    Encoded cached = entries.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    Encoded encoded = encode.get();
    entries.put(key, encoded);
    return encoded;
  }

  /** {@return what it holds, and look-ups answered and not answered since the start} */
  public Usage usage() {
    entries.cleanUp();
    CacheStats stats = entries.stats();
    long bytes = entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    return new Usage(bytes, maximumBytes, stats.hitCount(), stats.missCount());
  }

  private static int weight(Key key, Encoded encoded) {
    long bytes =
        ENTRY_BYTES
            + 2L * key.content().length()
            + 4L * encoded.vector().count() * encoded.vector().dimension()
            + encoded.features().map(PatchFeatures::byteSize).orElse(0L);
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /**
   * What makes two queries the same.
   *
   * @param model who encoded it
   * @param modality words or a picture
   * @param content the token ids, or the SHA-256 of the picture file
   */
  public record Key(ModelFingerprint model, Modality modality, String content) {}

  /**
   * A query's numbers.
   *
   * @param vector {@code f32 [D]}, unit length, of a picture {@code [Q,D]}
   * @param features {@code f32 [P,W]} of a picture; empty for words
   */
  public record Encoded(Embedding vector, Optional<PatchFeatures> features) {}

  /**
   * How the cache fares.
   *
   * @param bytes what it holds now
   * @param maximumBytes its bound
   * @param hits look-ups answered
   * @param misses look-ups not answered
   */
  public record Usage(long bytes, long maximumBytes, long hits, long misses) {}
}
