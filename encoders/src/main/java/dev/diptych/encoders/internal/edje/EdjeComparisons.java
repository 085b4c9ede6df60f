package dev.diptych.encoders.internal.edje;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
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
final class EdjeComparisons {

  private final Graphs graphs;
  private final EdjeConfig config;
  private final GoldenFile golden;
  private final List<float[]> pictures;

  private EdjeComparisons(Graphs graphs, EdjeConfig config, GoldenFile golden) {
    this.graphs = graphs;
    this.config = config;
    this.golden = golden;
    Numbers pixels = golden.numbers("pixel_values", 4);
    int side = config.siglip().imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    this.pictures =
        graphs.run(
            GraphImageEncoder.GRAPH,
            List.of(Tensor.of(pixels.toFloats(), pixels.size(0), 3, side, side)));
  }

  /**
   * Compares {@code image_tokens} [images,m,W], what is stored of pictures; of {@code pairs} the
   * {@code score} of each {@code image} with {@code input_ids}, the whole pair's; of {@code
   * first_stage} {@code image_embeds}, {@code text_embeds} and {@code cosine}.
   */
  static List<Comparison> run(Path folder, EdjeConfig config, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      EdjeComparisons comparisons = new EdjeComparisons(graphs, config, golden);
      List<Comparison> results = new ArrayList<>();
      compare(results, golden, "image_tokens", 3, comparisons.pictures.getFirst());
      golden.section("pairs").ifPresent(pairs -> results.add(comparisons.scores(pairs)));
      if (config.firstStage()) {
        golden.section("first_stage").ifPresent(first -> comparisons.addFirstStage(results, first));
      }
      if (results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return results;
    }
  }

  private Comparison scores(GoldenFile pairs) {
    Numbers expected = pairs.numbers("score", 1);
    long[] images = pairs.numbers("image", 1).toLongs();
    List<List<Integer>> ids = pairs.rows("input_ids");
    if (images.length != expected.size(0) || ids.size() != expected.size(0)) {
      throw golden.refuse("must give image, input_ids and score of as many pairs");
    }
    float[] forImages = new float[images.length];
    float[] forTexts = new float[images.length];
    for (int pair = 0; pair < images.length; pair++) {
      TokenBatch text = text(ids.get(pair));
      List<PatchFeatures> picture = List.of(picture((int) images[pair]));
      forImages[pair] = GraphMatchEncoder.run(graphs, GraphMatchEncoder.IMAGES, text, picture)[1];
      forTexts[pair] = GraphMatchEncoder.run(graphs, GraphMatchEncoder.TEXTS, text, picture)[1];
    }
    return Difference.further(
        Difference.of(golden, "score", forImages, expected),
        Difference.of(golden, "score", forTexts, expected));
  }

  /** What comes before the picture's tokens, which a {@code [SEP]} of their own ends. */
  private TokenBatch text(List<Integer> pair) {
    int length = pair.size() - config.tokens() - 1;
    if (length < 2) {
      throw golden.refuse(
          "has a pair of %s tokens, but a text of 2 and the %s of a picture make %s"
              .formatted(pair.size(), config.tokens(), config.tokens() + 3));
    }
    long[] ids = pair.subList(0, length).stream().mapToLong(Integer::longValue).toArray();
    return TokenBatch.of(ids, TokenBatch.ones(length), 1, length);
  }

  private PatchFeatures picture(int index) {
    int width = config.language().hidden();
    int length = config.tokens() * width;
    float[] all = pictures.getFirst();
    if (index < 0 || (index + 1) * length > all.length) {
      throw golden.refuse(
          "has a pair of image %s, but only %s images".formatted(index, all.length / length));
    }
    return PatchFeatures.of(
        config.tokens(), width, Arrays.copyOfRange(all, index * length, (index + 1) * length));
  }

  private void addFirstStage(List<Comparison> results, GoldenFile first) {
    Numbers ids = first.numbers("input_ids", 2);
    if (ids.size(1) != config.siglip().positions()) {
      throw golden.refuse(
          "has input_ids of %s tokens, but the first stage reads texts that are filled up to %s"
              .formatted(ids.size(1), config.siglip().positions()));
    }
    float[] texts =
        graphs
            .run(
                GraphTextEncoder.GRAPH, List.of(Tensor.of(ids.toLongs(), ids.size(0), ids.size(1))))
            .getFirst();
    float[] images = pictures.get(1);
    compare(results, first, "image_embeds", 2, images);
    compare(results, first, "text_embeds", 2, texts);
    compare(
        results, first, "cosine", 2, Difference.cosines(images, texts, config.siglip().joint()));
  }

  private static void compare(
      List<Comparison> results, GoldenFile golden, String name, int dimensions, float[] actual) {
    golden
        .find(name, dimensions)
        .ifPresent(expected -> results.add(Difference.of(golden, name, actual, expected)));
  }
}
