package dev.diptych.encoders.internal.imagebind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TowerPlan;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The finest mistake of all, another epsilon, which no configuration can make. */
class ImageBindEpsilonTest {

  @TempDir Path graphs;

  private static Sizes sizes(Sizes sizes, double epsilon) {
    return new Sizes(sizes.hidden(), sizes.layers(), sizes.heads(), sizes.intermediate(), epsilon);
  }

  @ParameterizedTest
  @CsvSource({
    "image_embeds, 1e-6, 1e-6, false",
    "text_embeds, 1e-6, 1e-6, false",
    "image_embeds, 1e-5, 1e-6, true",
    "text_embeds, 1e-6, 1e-5, true"
  })
  void compare_otherEpsilon_isSeenAtTheTolerance(
      String output, double vision, double text, boolean seen) throws IOException {
    try (CheckpointFolder folder = CheckpointFolder.open(Fixtures.path("imagebind-tiny"))) {
      ImageBindFamily family = new ImageBindFamily();
      ReadCheckpoint<ImageBindConfig> checkpoint = family.read(folder);
      ImageBindConfig read = checkpoint.config();
      ImageBindConfig config =
          new ImageBindConfig(
              read.joint(),
              read.imageSize(),
              read.patchSize(),
              read.context(),
              read.vocabulary(),
              sizes(read.vision(), vision),
              sizes(read.text(), text),
              read.warnings());
      TowerPlan<ImageBindConfig> plan =
          new TowerPlan<>(
              family, folder, new ReadCheckpoint<>(config, checkpoint.tensors(), List.of()));
      plan.compile(Precision.F32, graphs);
      List<Comparison> outputs =
          plan.compare(graphs, GoldenFile.read(Fixtures.path("imagebind-tiny/golden.json")), 1);
      assertThat(outputs)
          .filteredOn(each -> each.output().equals(output))
          .singleElement()
          .matches(each -> each.largestDifference() > 2e-5 == seen, output);
    }
  }
}
