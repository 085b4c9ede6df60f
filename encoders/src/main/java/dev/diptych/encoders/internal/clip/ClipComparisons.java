package dev.diptych.encoders.internal.clip;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.check.GoldenTexts;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs both towers on the inputs of a reference file. */
final class ClipComparisons {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ClipComparisons() {}

  /**
   * Compares {@code image_embeds} [images,D], {@code text_embeds} [texts,D], {@code itc} and {@code
   * logits_per_image} [images,texts], where they are there.
   */
  static List<Comparison> run(
      Path folder, ClipConfig config, Checkpoint tensors, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      float[] images = images(graphs, config, golden);
      float[] texts = texts(graphs, golden);
      float[] cosines = Difference.cosines(images, texts, config.joint());
      List<Comparison> results = new ArrayList<>();
      compare(results, golden, "image_embeds", images);
      compare(results, golden, "text_embeds", texts);
      compare(results, golden, "itc", cosines);
      compare(results, golden, "logits_per_image", scaled(cosines, tensors));
      if (results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return results;
    }
  }

  private static float[] images(Graphs graphs, ClipConfig config, GoldenFile golden) {
    Numbers pixels = golden.numbers("pixel_values", 4);
    int side = config.imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    return graphs
        .run(
            GraphImageEncoder.GRAPH,
            List.of(Tensor.of(pixels.toFloats(), pixels.size(0), 3, side, side)))
        .getLast();
  }

  private static float[] texts(Graphs graphs, GoldenFile golden) {
    GoldenTexts texts = GoldenTexts.of(golden);
    TokenBatch batch = TokenBatch.of(texts.ids(), texts.mask(), texts.count(), texts.length());
    return graphs.run(GraphTextEncoder.GRAPH, List.of(batch.ids(), batch.mask())).getFirst();
  }

  private static float[] scaled(float[] cosines, Checkpoint tensors) {
    double scale = Math.exp(tensors.floats(ClipTensors.LOGIT_SCALE).get(FLOAT, 0));
    float[] logits = new float[cosines.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (scale * cosines[i]);
    }
    return logits;
  }

  private static void compare(
      List<Comparison> results, GoldenFile golden, String name, float[] actual) {
    golden
        .find(name, 2)
        .ifPresent(expected -> results.add(Difference.of(golden, name, actual, expected)));
  }
}
