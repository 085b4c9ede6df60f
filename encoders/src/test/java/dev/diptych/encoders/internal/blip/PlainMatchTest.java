package dev.diptych.encoders.internal.blip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rearranged cross-attention against the model as its authors wrote it. */
class PlainMatchTest {

  @TempDir Path folder;

  @Test
  void matchImages_anyLength_equalsThePlainGraph() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path rearranged = Files.createDirectories(folder.resolve("rearranged"));
    Path plain = Files.createDirectories(folder.resolve("plain"));
    try (CheckpointFolder opened = CheckpointFolder.open(Fixtures.path("blip-itm-tiny"))) {
      BlipCheckpoint checkpoint = BlipCheckpoint.of(opened);
      GraphCompiler.compile(checkpoint, Precision.F32, rearranged);
      GraphCompiler.compilePlainMatch(checkpoint, plain);
      BlipConfig config = checkpoint.configuration();
      try (Graphs fast = new Graphs(rearranged, Precision.F32, 2);
          Graphs slow = new Graphs(plain, Precision.F32, 2)) {
        for (int length : List.of(1, 2, 7, 16, 64)) {
          int images = 1 + random.nextInt(9);
          float[] features =
              new float[images * config.vision().patches() * config.vision().hidden()];
          for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
          }
          Tensor.Floats pictures =
              Tensor.of(features, images, config.vision().patches(), config.vision().hidden());
          long[] ids = random.longs(length, 0, config.text().vocabulary()).toArray();
          TokenBatch text = TokenBatch.of(ids, TokenBatch.ones(length), 1, length);
          float[] expected =
              slow.run("match-plain", List.of(text.ids(), text.mask(), pictures)).getFirst();
          assertThat(
                  fast.run("match-images", List.of(text.ids(), text.mask(), pictures)).getFirst())
              .as("seed %s, %s tokens, %s pictures", seed, length, images)
              .usingComparatorWithPrecision(2e-5f)
              .containsExactly(expected);
        }
      }
    }
  }
}
