package dev.diptych.encoders.internal.coca;

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
class CocaEpsilonTest {

  @TempDir Path graphs;

  private static Sizes sizes(Sizes sizes, double epsilon) {
    return new Sizes(sizes.hidden(), sizes.layers(), sizes.heads(), sizes.intermediate(), epsilon);
  }

  @ParameterizedTest
  @CsvSource({
    "image_embeds, 1e-5, 1e-5, false",
    "text_embeds, 1e-5, 1e-5, false",
    "image_embeds, 1e-6, 1e-5, true",
    "text_embeds, 1e-5, 1e-6, true"
  })
  void compare_otherEpsilon_isSeenAtTheTolerance(
      String output, double vision, double text, boolean seen) throws IOException {
    try (CheckpointFolder folder = CheckpointFolder.open(Fixtures.path("coca-tiny"))) {
      CocaFamily family = new CocaFamily();
      ReadCheckpoint<CocaConfig> checkpoint = family.read(folder);
      CocaConfig read = checkpoint.config();
      CocaConfig config =
          new CocaConfig(
              read.joint(),
              read.imageSize(),
              read.patchSize(),
              read.queries(),
              read.poolerHeads(),
              read.context(),
              read.vocabulary(),
              sizes(read.vision(), vision),
              sizes(read.text(), text),
              read.decoder(),
              read.mean(),
              read.std(),
              read.warnings());
      TowerPlan<CocaConfig> plan =
          new TowerPlan<>(
              family, folder, new ReadCheckpoint<>(config, checkpoint.tensors(), List.of()));
      plan.compile(Precision.F32, graphs);
      List<Comparison> outputs =
          plan.compare(graphs, GoldenFile.read(Fixtures.path("coca-tiny/golden.json")), 1);
      assertThat(outputs)
          .filteredOn(each -> each.output().equals(output))
          .singleElement()
          .matches(each -> each.largestDifference() > 2e-5 == seen, output);
    }
  }
}
