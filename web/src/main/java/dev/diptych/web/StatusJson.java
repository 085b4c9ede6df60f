package dev.diptych.web;

import dev.diptych.searcher.EngineStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON form of what an engine serves. */
record StatusJson(
    String model,
    String fingerprint,
    boolean embeddedModel,
    boolean canRerank,
    String order,
    int images,
    int texts,
    String indexFolder,
    String features,
    int tokens,
    boolean warm,
    @Nullable String outdated,
    int uploadLimitBytes,
    List<CacheJson> caches) {

  static StatusJson of(EngineStatus status, int uploadLimit) {
    EngineStatus.ModelStatus model = status.model();
    EngineStatus.IndexStatus index = status.index();
    return new StatusJson(
        model.name(),
        model.fingerprint(),
        model.embedded(),
        model.canRerank(),
        model.order(),
        index.images(),
        index.texts(),
        index.folder(),
        index.features(),
        index.tokens(),
        status.warm(),
        status.outdated().orElse(null),
        uploadLimit,
        status.caches().stream().map(CacheJson::of).toList());
  }

  /** One cache of the engine. */
  record CacheJson(String name, long bytes, long maximumBytes, long hits, long misses) {
    static CacheJson of(EngineStatus.CacheStatus cache) {
      return new CacheJson(
          cache.name(), cache.bytes(), cache.maximumBytes(), cache.hits(), cache.misses());
    }
  }
}
