package dev.diptych.cli;

import dev.diptych.index.IndexSummary;
import java.util.Locale;

/** What {@code diptych status --json} prints; docs/cli.md explains it. */
record StatusJson(
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
    long featureBytesPerImage) {

  static StatusJson of(IndexSummary summary) {
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
        summary.featureBytesPerImage());
  }
}
