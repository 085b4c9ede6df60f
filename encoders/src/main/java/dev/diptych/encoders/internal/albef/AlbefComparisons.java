package dev.diptych.encoders.internal.albef;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.check.GoldenTexts;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the graphs on the inputs of a reference file. Pairs are scored in both directions of the
 * match graphs, and the farther one counts.
 */
final class AlbefComparisons {

  private final Graphs graphs;
  private final AlbefConfig config;
  private final GoldenFile golden;
  private final GoldenTexts texts;
  private final int pictures;
  private final float[] features;
  private final float[] vectors;

  private AlbefComparisons(Graphs graphs, AlbefConfig config, GoldenFile golden) {
    this.graphs = graphs;
    this.config = config;
    this.golden = golden;
    this.texts = GoldenTexts.of(golden);
    Numbers pixels = golden.numbers("pixel_values", 4);
    int side = config.vision().imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    this.pictures = pixels.size(0);
    List<float[]> encoded =
        graphs.run(
            GraphImageEncoder.GRAPH,
            List.of(Tensor.of(pixels.toFloats(), pictures, 3, side, side)));
    this.features = encoded.getFirst();
    this.vectors = encoded.getLast();
  }

  /** Compares {@code itc} [images,texts] and {@code itm} [B,2] of picture i with text i. */
  static List<Comparison> run(Path folder, AlbefConfig config, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      AlbefComparisons comparisons = new AlbefComparisons(graphs, config, golden);
      List<Comparison> results = new ArrayList<>();
      golden
          .find("vision", 3)
          .ifPresent(
              expected ->
                  results.add(Difference.of(golden, "vision", comparisons.features, expected)));
      golden.find("itc", 2).ifPresent(expected -> results.add(comparisons.itc(expected)));
      golden.find("itm", 2).ifPresent(expected -> results.add(comparisons.itm(expected)));
      if (results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return results;
    }
  }

  private Comparison itc(Numbers expected) {
    TokenBatch all = batch(texts);
    float[] textVectors =
        graphs.run(GraphTextEncoder.GRAPH, List.of(all.ids(), all.mask())).getFirst();
    return Difference.of(
        golden, "itc", Difference.cosines(vectors, textVectors, config.joint()), expected);
  }

  private Comparison itm(Numbers expected) {
    int rows = Math.min(pictures, texts.count());
    float[] forImages = new float[2 * rows];
    float[] forTexts = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      copy(GraphMatchEncoder.IMAGES, row, forImages);
      copy(GraphMatchEncoder.TEXTS, row, forTexts);
    }
    return Difference.further(
        Difference.of(golden, "itm", forImages, expected),
        Difference.of(golden, "itm", forTexts, expected));
  }

  private void copy(String graph, int row, float[] logits) {
    int patches = config.vision().patches();
    int width = config.vision().hidden();
    int length = patches * width;
    PatchFeatures picture =
        PatchFeatures.of(
            patches, width, Arrays.copyOfRange(features, row * length, (row + 1) * length));
    System.arraycopy(
        GraphMatchEncoder.run(graphs, graph, batch(texts.only(row)), List.of(picture)),
        0,
        logits,
        2 * row,
        2);
  }

  private static TokenBatch batch(GoldenTexts texts) {
    return TokenBatch.of(texts.ids(), texts.mask(), texts.count(), texts.length());
  }
}
