package dev.diptych.encoders.internal.blip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegerMatchTest {

  /** How far rounding to bytes may move a logit of the fixture. */
  private static final float ROUNDING = 0.2f;

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private BlipConfig config;
  private Graphs integers;
  private Graphs floats;

  @BeforeEach
  void compile() throws IOException {
    try (CheckpointFolder opened = CheckpointFolder.open(Fixtures.path("blip-itm-tiny"))) {
      BlipCheckpoint checkpoint = BlipCheckpoint.of(opened);
      config = checkpoint.configuration();
      floats = graphs(checkpoint, Precision.F32);
      integers = graphs(checkpoint, Precision.INT8);
    }
  }

  private Graphs graphs(BlipCheckpoint checkpoint, Precision precision) throws IOException {
    Path graphs = Files.createDirectory(folder.resolve(precision.label()));
    GraphCompiler.compile(checkpoint, precision, graphs);
    return new Graphs(graphs, precision, 2);
  }

  @AfterEach
  void close() {
    integers.close();
    floats.close();
  }

  @Test
  void matchImages_int8_staysNearFloats() {
    List<PatchFeatures> pictures = pictures(9);
    for (int length : List.of(1, 2, 7, 16, 64)) {
      TokenBatch text = text(length);

      assertThat(GraphMatchEncoder.run(integers, GraphMatchEncoder.IMAGES, text, pictures))
          .as("seed %s, %s tokens", seed, length)
          .usingComparatorWithPrecision(ROUNDING)
          .containsExactly(GraphMatchEncoder.run(floats, GraphMatchEncoder.IMAGES, text, pictures))
          .isNotEqualTo(GraphMatchEncoder.run(floats, GraphMatchEncoder.IMAGES, text, pictures));
    }
  }

  @Test
  void matchImages_int8_doesNotDependOnWhatElseIsInTheBatch() {
    List<PatchFeatures> pictures = pictures(5);
    TokenBatch text = text(9);

    float[] together = GraphMatchEncoder.run(integers, GraphMatchEncoder.IMAGES, text, pictures);

    for (int i = 0; i < pictures.size(); i++) {
      float[] alone =
          GraphMatchEncoder.run(integers, GraphMatchEncoder.IMAGES, text, List.of(pictures.get(i)));
      assertThat(alone[1])
          .as("picture %s, seed %s", i, seed)
          .isCloseTo(together[2 * i + 1], within(1e-5f));
    }
  }

  @Test
  void matchTexts_int8_staysNearFloats() {
    PatchFeatures picture = pictures(1).getFirst();
    TokenBatch texts = texts(6, 11);

    assertThat(GraphMatchEncoder.run(integers, GraphMatchEncoder.TEXTS, texts, List.of(picture)))
        .as("seed %s", seed)
        .usingComparatorWithPrecision(ROUNDING)
        .containsExactly(
            GraphMatchEncoder.run(floats, GraphMatchEncoder.TEXTS, texts, List.of(picture)))
        .isNotEqualTo(
            GraphMatchEncoder.run(floats, GraphMatchEncoder.TEXTS, texts, List.of(picture)));
  }

  @Test
  void image_int8_staysNearFloats() {
    int side = config.vision().imageSize();
    float[] pixels = new float[2 * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    Tensor.Floats batch = Tensor.of(pixels, 2, 3, side, side);

    List<float[]> exact = floats.run("image", List.of(batch));
    List<float[]> rounded = integers.run("image", List.of(batch));

    assertThat(rounded.get(1))
        .as("seed %s", seed)
        .usingComparatorWithPrecision(0.1f)
        .containsExactly(exact.get(1));
    assertThat(rounded.getFirst())
        .as("seed %s", seed)
        .usingComparatorWithPrecision(0.4f)
        .containsExactly(exact.getFirst());
  }

  private List<PatchFeatures> pictures(int count) {
    List<PatchFeatures> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] features = new float[config.vision().patches() * config.vision().hidden()];
      for (int j = 0; j < features.length; j++) {
        features[j] = (float) random.nextGaussian();
      }
      pictures.add(PatchFeatures.of(config.vision().patches(), config.vision().hidden(), features));
    }
    return pictures;
  }

  private TokenBatch text(int length) {
    return texts(1, length);
  }

  private TokenBatch texts(int count, int length) {
    long[] ids = random.longs((long) count * length, 0, config.text().vocabulary()).toArray();
    return TokenBatch.of(ids, TokenBatch.ones(count * length), count, length);
  }
}
