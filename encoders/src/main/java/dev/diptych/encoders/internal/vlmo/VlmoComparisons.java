package dev.diptych.encoders.internal.vlmo;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.check.GoldenTexts;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Runs the match graphs on the inputs of a reference file, in both directions of a search. */
final class VlmoComparisons {

  private final Graphs graphs;
  private final VlmoConfig config;
  private final GoldenFile golden;

  private VlmoComparisons(Graphs graphs, VlmoConfig config, GoldenFile golden) {
    this.graphs = graphs;
    this.config = config;
    this.golden = golden;
  }

  /**
   * Compares {@code itm} [B,2] of picture i with text i and {@code itm_all} [images,texts,2], where
   * they are there. Of both directions the farther one counts.
   */
  static List<Comparison> run(Path folder, VlmoConfig config, GoldenFile golden, int cores) {
    if (!golden.has("itm") && !golden.has("itm_all")) {
      return List.of();
    }
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      return new VlmoComparisons(graphs, config, golden).pairs();
    }
  }

  private List<Comparison> pairs() {
    List<PatchFeatures> pictures = pictures();
    GoldenTexts texts = GoldenTexts.of(golden);
    List<Comparison> results = new ArrayList<>();
    golden
        .find("itm", 2)
        .ifPresent(
            expected -> {
              int rows = Math.min(pictures.size(), texts.count());
              int[] same = IntStream.range(0, rows).toArray();
              results.add(compare("itm", expected, pictures, same, texts, same));
            });
    golden
        .find("itm_all", 3)
        .ifPresent(
            expected -> {
              int rows = pictures.size() * texts.count();
              int[] picture = IntStream.range(0, rows).map(i -> i / texts.count()).toArray();
              int[] text = IntStream.range(0, rows).map(i -> i % texts.count()).toArray();
              results.add(compare("itm_all", expected, pictures, picture, texts, text));
            });
    return results;
  }

  private Comparison compare(
      String name,
      Numbers expected,
      List<PatchFeatures> pictures,
      int[] picture,
      GoldenTexts texts,
      int[] text) {
    float[] forImages = new float[2 * picture.length];
    float[] forTexts = new float[2 * picture.length];
    for (int pair = 0; pair < picture.length; pair++) {
      GoldenTexts only = texts.only(text[pair]);
      TokenBatch batch = TokenBatch.of(only.ids(), only.mask(), 1, only.length());
      List<PatchFeatures> features = List.of(pictures.get(picture[pair]));
      copy(GraphMatchEncoder.IMAGES, batch, features, forImages, pair);
      copy(GraphMatchEncoder.TEXTS, batch, features, forTexts, pair);
    }
    return Difference.further(
        Difference.of(golden, name, forImages, expected),
        Difference.of(golden, name, forTexts, expected));
  }

  private void copy(
      String graph, TokenBatch text, List<PatchFeatures> picture, float[] logits, int pair) {
    System.arraycopy(GraphMatchEncoder.run(graphs, graph, text, picture), 0, logits, 2 * pair, 2);
  }

  private List<PatchFeatures> pictures() {
    Numbers pixels = golden.numbers("pixel_values", 4);
    int side = config.imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    int count = pixels.size(0);
    float[] features =
        graphs
            .run(
                GraphImageEncoder.GRAPH,
                List.of(Tensor.of(pixels.toFloats(), count, 3, side, side)))
            .getFirst();
    int length = config.patches() * config.hidden();
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                PatchFeatures.of(
                    config.patches(),
                    config.hidden(),
                    Arrays.copyOfRange(features, i * length, (i + 1) * length)))
        .toList();
  }
}
