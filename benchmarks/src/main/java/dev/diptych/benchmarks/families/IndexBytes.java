package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelShape;
import dev.diptych.index.FeatureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bytes that one more picture takes in an index: of its vector, its features and its record,
 * without a thumbnail. Measured on the files of two indexes. Stateless.
 */
final class IndexBytes {

  /** Of CLIP ViT-B/32: a first stage for models without one. */
  private static final int OTHERS_DIMENSION = 512;

  private static final int FEW = 8;
  private static final int MORE = 40;

  private IndexBytes() {}

  /** {@return bytes a picture} */
  static double of(Bundle bundle, FeatureFormat format, Workspace workspace) throws IOException {
    Path folder = workspace.folder("families-index");
    Bundle recalling = withVectors(bundle);
    double more = 0;
    for (int pictures : List.of(FEW, MORE)) {
      delete(folder);
      RandomIndex.make(folder, recalling, format, pictures);
      more = bytes(folder) - more;
    }
    delete(folder);
    return more / (MORE - FEW);
  }

  private static Bundle withVectors(Bundle bundle) {
    ModelShape shape = bundle.shape();
    return shape.dimension() > 0
        ? bundle
        : new Bundle(
            bundle.name(),
            bundle.fingerprint(),
            bundle.folder(),
            bundle.family(),
            bundle.capabilities(),
            new ModelShape(
                shape.imageSide(),
                shape.patchSide(),
                shape.patches(),
                shape.visionWidth(),
                shape.visionLayers(),
                shape.textWidth(),
                shape.textLayers(),
                shape.tokenLimit(),
                shape.vocabulary(),
                OTHERS_DIMENSION),
            bundle.scoring(),
            bundle.warnings(),
            bundle.options());
  }

  private static double bytes(Path folder) throws IOException {
    double bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Deletes a folder with all that is in it, if it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
