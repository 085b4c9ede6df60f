package dev.diptych.encoders.internal.blip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainImageTest {

  @TempDir Path folder;

  @Test
  void image_fusedKernels_equalTheStandardOperators() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path fused = Files.createDirectories(folder.resolve("fused"));
    Path plain = Files.createDirectories(folder.resolve("plain"));
    try (CheckpointFolder opened = CheckpointFolder.open(Fixtures.path("blip-itm-tiny"))) {
      BlipCheckpoint checkpoint = BlipCheckpoint.of(opened);
      GraphCompiler.compile(checkpoint, Precision.F32, fused);
      GraphCompiler.compilePlainImage(checkpoint, plain);
      VisionConfig vision = checkpoint.configuration().vision();
      try (Graphs fast = new Graphs(fused, Precision.F32, 2);
          Graphs slow = new Graphs(plain, Precision.F32, 2)) {
        for (int images : List.of(1, 3)) {
          float[] values = new float[images * 3 * vision.imageSize() * vision.imageSize()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
          }
          Tensor.Floats pixels =
              Tensor.of(values, images, 3, vision.imageSize(), vision.imageSize());
          List<float[]> expected = slow.run("image-plain", List.of(pixels));
          List<float[]> actual = fast.run("image", List.of(pixels));
          for (int output = 0; output < expected.size(); output++) {
            assertThat(actual.get(output))
                .as("output %s of %s pictures, seed %s", output, images, seed)
                .usingComparatorWithPrecision(2e-5f)
                .containsExactly(expected.get(output));
          }
        }
      }
    }
  }
}
