package dev.diptych.encoders.internal.check;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the two towers of a model that compares vectors on the inputs of a reference file.
 *
 * @param imageSize S, the side of the pictures
 * @param dimension D of the joint space
 * @param scale what cosines are multiplied by to give logits
 */
public record TowerComparisons(int imageSize, int dimension, double scale) {

  /**
   * Compares {@code image_embeds} [images,D], {@code text_embeds} [texts,D], {@code itc} and {@code
   * cosine} and {@code logits_per_image} [images,texts], where they are there, and of picture
   * features {@code image_tokens} [images,P-1,W], those behind the first.
   *
   * @param folder of compiled graphs
   */
  public List<Comparison> run(Path folder, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      List<float[]> pictures = pictures(graphs, golden);
      float[] images = pictures.getLast();
      float[] texts = texts(graphs, golden);
      float[] cosines = Difference.cosines(images, texts, dimension);
      List<Comparison> results = new ArrayList<>();
      compare(results, golden, "image_embeds", images);
      compare(results, golden, "text_embeds", texts);
      compare(results, golden, "itc", cosines);
      compare(results, golden, "cosine", cosines);
      compare(results, golden, "logits_per_image", scaled(cosines));
      golden
          .find("image_tokens", 3)
          .ifPresent(
              expected ->
                  results.add(
                      Difference.of(
                          golden,
                          "image_tokens",
                          withoutFirst(
                              pictures.getFirst(), images.length / dimension, expected.size(2)),
                          expected)));
      if (results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return results;
    }
  }

  private List<float[]> pictures(Graphs graphs, GoldenFile golden) {
    Numbers pixels = golden.numbers("pixel_values", 4);
    if (!pixels.shape().subList(1, 4).equals(List.of(3, imageSize, imageSize))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), imageSize, imageSize));
    }
    return graphs.run(
        GraphImageEncoder.GRAPH,
        List.of(Tensor.of(pixels.toFloats(), pixels.size(0), 3, imageSize, imageSize)));
  }

  private static float[] texts(Graphs graphs, GoldenFile golden) {
    GoldenTexts texts = GoldenTexts.of(golden);
    TokenBatch batch = TokenBatch.of(texts.ids(), texts.mask(), texts.count(), texts.length());
    return graphs.run(GraphTextEncoder.GRAPH, List.of(batch.ids(), batch.mask())).getFirst();
  }

  private float[] scaled(float[] cosines) {
    float[] logits = new float[cosines.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (scale * cosines[i]);
    }
    return logits;
  }

  /** {@return features of B pictures, {@code [B,P,W]}, without the first row of each} */
  private static float[] withoutFirst(float[] features, int pictures, int width) {
    int perPicture = features.length / pictures;
    int kept = perPicture - Math.min(width, perPicture);
    float[] rest = new float[pictures * kept];
    for (int picture = 0; picture < pictures; picture++) {
      System.arraycopy(features, (picture + 1) * perPicture - kept, rest, picture * kept, kept);
    }
    return rest;
  }

  private static void compare(
      List<Comparison> results, GoldenFile golden, String name, float[] actual) {
    golden
        .find(name, 2)
        .ifPresent(expected -> results.add(Difference.of(golden, name, actual, expected)));
  }
}
