package dev.diptych.encoders.internal.vlmo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TowerPlan;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The finest mistakes of all, other epsilons, which no configuration can make. */
class VlmoEpsilonTest {

  @TempDir Path graphs;

  @ParameterizedTest
  @CsvSource({
    "vlmo-tiny, image_embeds, 1e-6, 1e-12, false",
    "vlmo-tiny, text_embeds, 1e-6, 1e-12, false",
    "vlmo-tiny, image_embeds, 1e-5, 1e-12, true",
    "vlmo-tiny, text_embeds, 1e-6, 1e-5, true",
    "vlmo-plus-tiny, image_embeds, 1e-5, 1e-12, true",
    "vlmo-plus-tiny, text_embeds, 1e-6, 1e-5, true"
  })
  void compare_otherEpsilon_isSeenAtTheTolerance(
      String fixture, String output, double epsilon, double wordEpsilon, boolean seen)
      throws IOException {
    try (CheckpointFolder folder = CheckpointFolder.open(Fixtures.path(fixture))) {
      VlmoFamily family = new VlmoFamily();
      ReadCheckpoint<VlmoConfig> checkpoint = family.read(folder);
      VlmoConfig read = checkpoint.config();
      VlmoConfig config =
          new VlmoConfig(
              read.imageSize(),
              read.patchSize(),
              read.vocabulary(),
              read.context(),
              read.textPositions(),
              read.hidden(),
              read.layers(),
              read.heads(),
              read.intermediate(),
              read.form(),
              read.pairs(),
              epsilon,
              wordEpsilon,
              read.warnings());
      TowerPlan<VlmoConfig> plan =
          new TowerPlan<>(
              family, folder, new ReadCheckpoint<>(config, checkpoint.tensors(), List.of()));
      plan.compile(Precision.F32, graphs);
      List<Comparison> outputs =
          plan.compare(graphs, GoldenFile.read(Fixtures.path(fixture + "/golden.json")), 1);
      assertThat(outputs)
          .filteredOn(each -> each.output().equals(output))
          .singleElement()
          .matches(each -> each.largestDifference() > 5e-6 == seen, output);
    }
  }
}
