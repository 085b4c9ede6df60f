package dev.diptych.encoders.internal.vilt;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.check.GoldenTexts;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs the graphs on the pairs of a reference file, in both directions of a search. */
final class ViltComparisons {

  private final Graphs graphs;
  private final ViltConfig config;
  private final GoldenFile golden;

  private ViltComparisons(Graphs graphs, ViltConfig config, GoldenFile golden) {
    this.graphs = graphs;
    this.config = config;
    this.golden = golden;
  }

  /**
   * Compares {@code logits} [B,1] of picture i with text i. {@code pixel_values} are [B,3,h,w]; of
   * each picture counts what {@code pixel_mask} [B,h,w] says, or all of it.
   */
  static List<Comparison> run(Path folder, ViltConfig config, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      return List.of(new ViltComparisons(graphs, config, golden).logits());
    }
  }

  private Comparison logits() {
    Numbers expected = golden.numbers("logits", 2);
    Numbers pixels = golden.numbers("pixel_values", 4);
    GoldenTexts texts = GoldenTexts.of(golden);
    int pairs = expected.size(0);
    if (pixels.size(0) != pairs || texts.count() != pairs || pixels.size(1) != 3) {
      throw golden.refuse(
          "must give pixel_values of 3 channels, input_ids and logits of as many pairs");
    }
    float[] forImages = new float[pairs];
    float[] forTexts = new float[pairs];
    for (int pair = 0; pair < pairs; pair++) {
      GoldenTexts text = texts.only(pair);
      TokenBatch batch = TokenBatch.of(text.ids(), text.mask(), 1, text.length());
      List<PatchFeatures> picture = List.of(picture(pixels, pair));
      forImages[pair] = GraphMatchEncoder.run(graphs, GraphMatchEncoder.IMAGES, batch, picture)[1];
      forTexts[pair] = GraphMatchEncoder.run(graphs, GraphMatchEncoder.TEXTS, batch, picture)[1];
    }
    return Difference.further(
        Difference.of(golden, "logits", forImages, expected),
        Difference.of(golden, "logits", forTexts, expected));
  }

  private PatchFeatures picture(Numbers pixels, int index) {
    int rows = pixels.size(2);
    int columns = pixels.size(3);
    Optional<Numbers> mask = golden.find("pixel_mask", 3);
    int height = mask.map(given -> ones(given, index, columns, rows)).orElse(rows);
    int width = mask.map(given -> ones(given, index, 1, columns)).orElse(columns);
    int patch = config.patchSize();
    int patches = height / patch * (width / patch);
    if (patches < 1 || patches >= config.tokens()) {
      throw golden.refuse(
          "has a picture of %s x %s pixels, but the checkpoint reads from 1 to %s patches of %s"
              .formatted(width, height, config.tokens() - 1, patch));
    }
    int side = Math.max(rows, columns);
    float[] square = new float[3 * side * side];
    Arrays.fill(square, Float.NaN);
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          square[(channel * side + y) * side + x] =
              (float) pixels.values()[((index * 3 + channel) * rows + y) * columns + x];
        }
      }
    }
    return ViltImageEncoder.features(graphs, config, PixelValues.of(side, square));
  }

  /** {@return how many of a picture's mask are 1 along its first row or column} */
  private static int ones(Numbers mask, int index, int step, int most) {
    int start = index * mask.size(1) * mask.size(2);
    int ones = 0;
    while (ones < most && mask.values()[start + ones * step] == 1) {
      ones++;
    }
    return ones;
  }
}
