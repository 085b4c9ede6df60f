package dev.diptych.encoders.internal.blip2;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
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
 * Runs the graphs on the inputs of a reference file. Cosines are those of vectors and those that
 * the match graphs tell; pairs are scored in both directions of these. The farther one counts.
 */
final class Blip2Comparisons {

  private final Graphs graphs;
  private final Blip2Config config;
  private final GoldenFile golden;
  private final GoldenTexts texts;
  private final int pictures;
  private final float[] features;
  private final float[] vectors;

  private Blip2Comparisons(Graphs graphs, Blip2Config config, GoldenFile golden) {
    this.graphs = graphs;
    this.config = config;
    this.golden = golden;
    this.texts = GoldenTexts.of(golden);
    Tensor.Floats input = input();
    this.pictures = (int) input.shape()[0];
    List<float[]> encoded = graphs.run(GraphImageEncoder.GRAPH, List.of(input));
    this.features = encoded.getFirst();
    this.vectors = encoded.getLast();
  }

  /** Pixels, or of a Q-Former alone the patches of pictures. */
  private Tensor.Floats input() {
    VisionConfig vision = config.vision();
    if (vision == null) {
      Numbers patches = golden.numbers("image_embeds", 3);
      if (patches.size(2) != config.imageWidth()) {
        throw golden.refuse(
            "has image_embeds of shape %s, but the checkpoint reads [B, P, %s]"
                .formatted(patches.shape(), config.imageWidth()));
      }
      return Tensor.of(patches.toFloats(), patches.size(0), patches.size(1), patches.size(2));
    }
    Numbers pixels = golden.numbers("pixel_values", 4);
    int side = vision.imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    return Tensor.of(pixels.toFloats(), pixels.size(0), 3, side, side);
  }

  /** Compares {@code itc} [images,texts] and {@code itm} [B,2] of picture i with text i. */
  static List<Comparison> run(Path folder, Blip2Config config, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      Blip2Comparisons comparisons = new Blip2Comparisons(graphs, config, golden);
      List<Comparison> results = new ArrayList<>();
      golden.find("itc", 2).ifPresent(expected -> results.add(comparisons.itc(expected)));
      golden.find("itm", 2).ifPresent(expected -> results.add(comparisons.itm(expected)));
      if (results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return results;
    }
  }

  private Comparison itc(Numbers expected) {
    return Difference.further(
        Difference.of(golden, "itc", largestCosines(), expected), itcOfPairs(expected));
  }

  /** {@return as the first stage compares, {@code [images, texts]}} */
  private float[] largestCosines() {
    TokenBatch all = TokenBatch.of(texts.ids(), texts.mask(), texts.count(), texts.length());
    float[] words = graphs.run(GraphTextEncoder.GRAPH, List.of(all.ids(), all.mask())).getFirst();
    float[] each = Difference.cosines(vectors, words, config.joint());
    float[] largest = new float[pictures * texts.count()];
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < each.length; i++) {
      int vector = i / texts.count();
      int pair = vector / config.queries() * texts.count() + i % texts.count();
      largest[pair] = Math.max(largest[pair], each[i]);
    }
    return largest;
  }

  /** As the second stage sees them. */
  private Comparison itcOfPairs(Numbers expected) {
    float[] cosines = new float[pictures * texts.count()];
    for (int picture = 0; picture < pictures; picture++) {
      for (int text = 0; text < texts.count(); text++) {
        cosines[picture * texts.count() + text] =
            score(GraphMatchEncoder.IMAGES, picture, text).itc();
      }
    }
    return Difference.of(golden, "itc", cosines, expected);
  }

  private Comparison itm(Numbers expected) {
    return Difference.further(
        itm(GraphMatchEncoder.IMAGES, expected), itm(GraphMatchEncoder.TEXTS, expected));
  }

  private Comparison itm(String graph, Numbers expected) {
    int rows = Math.min(pictures, texts.count());
    float[] logits = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      Score score = score(graph, row, row);
      logits[2 * row] = score.noMatch() - score.itc();
      logits[2 * row + 1] = score.match() - score.itc();
    }
    return Difference.of(golden, "itm", logits, expected);
  }

  /** What the graph says of a pair. */
  private record Score(float noMatch, float match, float itc) {}

  private Score score(String graph, int picture, int text) {
    GoldenTexts words = texts.only(text);
    TokenBatch batch = TokenBatch.of(words.ids(), words.mask(), 1, words.length());
    int length = features.length / pictures;
    Tensor rows =
        Tensor.of(
            Arrays.copyOfRange(features, picture * length, (picture + 1) * length),
            1,
            length / config.imageWidth(),
            config.imageWidth());
    List<float[]> outputs = graphs.run(graph, List.of(batch.ids(), batch.mask(), rows));
    return new Score(outputs.getFirst()[0], outputs.getFirst()[1], outputs.getLast()[0]);
  }
}
