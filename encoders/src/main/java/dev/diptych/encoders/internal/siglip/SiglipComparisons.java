package dev.diptych.encoders.internal.siglip;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs both towers on the inputs of a reference file. */
final class SiglipComparisons {

  private SiglipComparisons() {}

  /**
   * Compares {@code vision} [images,P,W], {@code image_embeds} [images,D], {@code text_embeds}
   * [texts,D], {@code itc}, {@code logits_per_image} and {@code probability} [images,texts], where
   * they are there. {@code input_ids} [texts,T] must be filled up, as the model reads them.
   */
  static List<Comparison> run(Path folder, SiglipConfig config, GoldenFile golden, int cores) {
    SiglipSizes sizes = config.sizes();
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      List<float[]> pictures = pictures(graphs, sizes, golden);
      float[] images = pictures.getLast();
      float[] texts = texts(graphs, sizes, golden);
      float[] cosines = Difference.cosines(images, texts, sizes.joint());
      float[] logits = new float[cosines.length];
      float[] probabilities = new float[cosines.length];
      for (int i = 0; i < cosines.length; i++) {
        double logit = config.scoring().logit(cosines[i]);
        logits[i] = (float) logit;
        probabilities[i] = (float) (1 / (1 + Math.exp(-logit)));
      }
      List<Comparison> results = new ArrayList<>();
      compare(results, golden, "vision", 3, pictures.getFirst());
      compare(results, golden, "image_embeds", 2, images);
      compare(results, golden, "text_embeds", 2, texts);
      compare(results, golden, "itc", 2, cosines);
      compare(results, golden, "logits_per_image", 2, logits);
      compare(results, golden, "probability", 2, probabilities);
      if (results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return results;
    }
  }

  private static List<float[]> pictures(Graphs graphs, SiglipSizes sizes, GoldenFile golden) {
    Numbers pixels = golden.numbers("pixel_values", 4);
    int side = sizes.imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    return graphs.run(
        GraphImageEncoder.GRAPH,
        List.of(Tensor.of(pixels.toFloats(), pixels.size(0), 3, side, side)));
  }

  private static float[] texts(Graphs graphs, SiglipSizes sizes, GoldenFile golden) {
    Numbers ids = golden.numbers("input_ids", 2);
    if (ids.size(1) != sizes.positions()) {
      throw golden.refuse(
          "has input_ids of %s tokens, but the checkpoint reads texts that are filled up to %s"
              .formatted(ids.size(1), sizes.positions()));
    }
    return graphs
        .run(
            GraphTextEncoder.GRAPH,
            List.of(Tensor.of(ids.toLongs(), ids.size(0), sizes.positions())))
        .getFirst();
  }

  private static void compare(
      List<Comparison> results, GoldenFile golden, String name, int dimensions, float[] actual) {
    golden
        .find(name, dimensions)
        .ifPresent(expected -> results.add(Difference.of(golden, name, actual, expected)));
  }
}
