package dev.diptych.web;

import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.EngineStatus.CacheStatus;
import dev.diptych.searcher.EngineStatus.IndexStatus;
import dev.diptych.searcher.EngineStatus.ModelStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON form of what an engine serves; docs/api.md explains it. */
record StatusJson(
    ModelStatus model,
    IndexStatus index,
    boolean warm,
    @Nullable String outdated,
    int uploadLimitBytes,
    List<CacheStatus> caches) {

  static StatusJson of(EngineStatus status, int uploadLimit) {
    return new StatusJson(
        status.model(),
        status.index(),
        status.warm(),
        status.outdated().orElse(null),
        uploadLimit,
        status.caches());
  }
}
