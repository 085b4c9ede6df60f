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
    ModelJson model,
    RerankerJson reranker,
    IndexJson index,
    BytesJson bytes,
    @Nullable RebuildJson unfinishedRebuild) {

  /** The model of the patch features; often the same one. */
  public record RerankerJson(String name, String fingerprint) {}

  /** The model of the vectors. */
  public record ModelJson(String name, String fingerprint, int dimension) {}

  /** The index; the names are those of the REST API's status where both have one. */
  public record IndexJson(
      String folder,
      int images,
      int texts,
      int generatedTexts,
      String features,
      int tokens,
      int patches,
      int formatVersion,
      int generation,
      String created) {

    static IndexJson of(IndexSummary summary) {
      return new IndexJson(
          summary.folder().toAbsolutePath().normalize().toString(),
          summary.images(),
          summary.texts(),
          summary.generatedTexts(),
          summary.spec().features().name().toLowerCase(Locale.ROOT),
          summary.spec().tokens(),
          summary.spec().patches(),
          summary.format().version(),
          summary.format().generation(),
          summary.format().created().toString());
    }
  }

  /** What the index takes on disk, all of it and for an image on average. */
  public record BytesJson(
      long vectors, long features, long thumbnails, long perImage, long featuresPerImage) {

    static BytesJson of(IndexSummary summary) {
      return new BytesJson(
          summary.bytes().vectors(),
          summary.bytes().features(),
          summary.bytes().thumbnails(),
          summary.bytesPerImage(),
          summary.featureBytesPerImage());
    }
  }

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
        new ModelJson(
            summary.spec().modelName(), summary.spec().model().hex(), summary.spec().dimension()),
        new RerankerJson(
            summary.spec().reranker().name(), summary.spec().reranker().fingerprint().hex()),
        IndexJson.of(summary),
        BytesJson.of(summary),
        rebuild.map(RebuildJson::of).orElse(null));
  }
}
