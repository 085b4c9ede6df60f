package dev.diptych.cli.internal.presentation;

import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexSummary;
import dev.diptych.index.UnfinishedRebuild;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code diptych status --json} prints; docs/cli.md explains it. */
public record StatusJson(
    String index,
    String model,
    String fingerprint,
    int dimension,
    String features,
    int patches,
    int tokens,
    int formatVersion,
    int generation,
    String created,
    int images,
    int texts,
    long vectorBytes,
    long featureBytes,
    long thumbnailBytes,
    long bytesPerImage,
    long featureBytesPerImage,
    @Nullable RebuildJson unfinishedRebuild) {

  /** A rebuild that was begun and has not finished; what cannot be read of it is null. */
  public record RebuildJson(
      int generation,
      @Nullable String begun,
      @Nullable String model,
      @Nullable String fingerprint,
      @Nullable String features,
      @Nullable Integer tokens,
      long items,
      long bytes) {

    static RebuildJson of(UnfinishedRebuild rebuild) {
      Optional<IndexSpec> spec = rebuild.spec();
      return new RebuildJson(
          rebuild.generation(),
          rebuild.begun().map(Instant::toString).orElse(null),
          spec.map(IndexSpec::modelName).orElse(null),
          spec.map(it -> it.model().hex()).orElse(null),
          spec.map(it -> it.features().name().toLowerCase(Locale.ROOT)).orElse(null),
          spec.map(IndexSpec::tokens).orElse(null),
          rebuild.items(),
          rebuild.bytes());
    }
  }

  public static StatusJson of(IndexSummary summary, Optional<UnfinishedRebuild> rebuild) {
    return new StatusJson(
        summary.folder().toAbsolutePath().normalize().toString(),
        summary.spec().modelName(),
        summary.spec().model().hex(),
        summary.spec().dimension(),
        summary.spec().features().name().toLowerCase(Locale.ROOT),
        summary.spec().patches(),
        summary.spec().tokens(),
        summary.formatVersion(),
        summary.generation(),
        summary.created().toString(),
        summary.images(),
        summary.texts(),
        summary.vectorBytes(),
        summary.featureBytes(),
        summary.thumbnailBytes(),
        summary.bytesPerImage(),
        summary.featureBytesPerImage(),
        rebuild.map(RebuildJson::of).orElse(null));
  }
}
