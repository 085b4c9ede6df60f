package dev.diptych.encoders.internal.blip;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.captioning.CaptionDecoder;
import dev.diptych.encoders.internal.captioning.CaptionLength;
import dev.diptych.encoders.internal.captioning.CaptionPath;
import dev.diptych.encoders.internal.captioning.CaptionPictures;
import dev.diptych.encoders.internal.captioning.CaptionSearch;
import dev.diptych.encoders.internal.captioning.GraphCaptioner;
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
import java.util.stream.IntStream;

/**
 * Runs compiled graphs on the inputs of a reference file and measures how far the outputs are from
 * its own. Pairs are scored in both directions of the match graphs, and the farther one counts.
 */
final class BlipComparisons {

  private final Graphs graphs;
  private final BlipConfig config;
  private final GoldenFile golden;
  private final Numbers pixels;
  private final float[] features;
  private final float[] imageVectors;
  private final List<Comparison> results = new ArrayList<>();

  private BlipComparisons(Graphs graphs, BlipConfig config, GoldenFile golden) {
    this.graphs = graphs;
    this.config = config;
    this.golden = golden;
    this.pixels = golden.numbers("pixel_values", 4);
    int side = config.vision().imageSize();
    if (!pixels.shape().subList(1, 4).equals(List.of(3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but the checkpoint reads [B, 3, %s, %s]"
              .formatted(pixels.shape(), side, side));
    }
    List<float[]> encoded =
        graphs.run(
            GraphImageEncoder.GRAPH,
            List.of(Tensor.of(pixels.toFloats(), pixels.size(0), 3, side, side)));
    this.features = encoded.getFirst();
    this.imageVectors = encoded.size() > 1 ? encoded.get(1) : new float[0];
  }

  /**
   * Compares everything that is present.
   *
   * @param graphFolder where the checkpoint's graphs were compiled to
   */
  static List<Comparison> run(
      Path graphFolder, BlipCheckpoint checkpoint, GoldenFile golden, int cores) {
    try (Graphs graphs = new Graphs(graphFolder, Precision.F32, cores)) {
      BlipComparisons comparisons = new BlipComparisons(graphs, checkpoint.configuration(), golden);
      comparisons.vision();
      if (checkpoint.hasRetrieval()) {
        comparisons.itc();
        comparisons.itmRows("itm_cls", false);
        comparisons.itmRows("itm_enc", true);
        comparisons.itmAll();
      }
      if (checkpoint.hasDecoder()) {
        comparisons.logits();
        comparisons.generations();
      }
      if (comparisons.results.isEmpty()) {
        throw golden.refuse("holds none of the outputs that this checkpoint can be compared in");
      }
      return comparisons.results;
    }
  }

  private void vision() {
    golden.find("vision", 3).ifPresent(expected -> compare("vision", features, expected));
  }

  private void itc() {
    if (!golden.has("itc")) {
      return;
    }
    GoldenTexts texts = GoldenTexts.of(golden);
    float[] textVectors = graphs.run(GraphTextEncoder.GRAPH, inputs(texts)).getFirst();
    float[] cosines = Difference.cosines(imageVectors, textVectors, config.joint());
    compare("itc", cosines, golden.numbers("itc", 2));
  }

  /** Picture i with text i. */
  private void itmRows(String name, boolean encodeToken) {
    if (!golden.has(name)) {
      return;
    }
    GoldenTexts texts = texts(encodeToken);
    int rows = Math.min(pixels.size(0), texts.count());
    float[] forImages = new float[2 * rows];
    float[] forTexts = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      PatchFeatures image = picture(row);
      System.arraycopy(
          match(GraphMatchEncoder.IMAGES, texts.only(row), List.of(image)),
          0,
          forImages,
          2 * row,
          2);
      System.arraycopy(
          match(GraphMatchEncoder.TEXTS, texts.only(row), List.of(image)), 0, forTexts, 2 * row, 2);
    }
    compareBoth(name, forImages, forTexts, golden.numbers(name, 2));
  }

  /** Every picture with every text, {@code [images, texts, 2]}. */
  private void itmAll() {
    if (!golden.has("itm_enc_all")) {
      return;
    }
    GoldenTexts texts = texts(true);
    int images = pixels.size(0);
    float[] forImages = new float[2 * images * texts.count()];
    float[] forTexts = new float[forImages.length];
    List<PatchFeatures> all = IntStream.range(0, images).mapToObj(this::picture).toList();
    for (int text = 0; text < texts.count(); text++) {
      float[] logits = match(GraphMatchEncoder.IMAGES, texts.only(text), all);
      for (int image = 0; image < images; image++) {
        System.arraycopy(logits, 2 * image, forImages, 2 * (image * texts.count() + text), 2);
      }
    }
    for (int image = 0; image < images; image++) {
      float[] logits = match(GraphMatchEncoder.TEXTS, texts, List.of(picture(image)));
      System.arraycopy(logits, 0, forTexts, 2 * image * texts.count(), logits.length);
    }
    compareBoth("itm_enc_all", forImages, forTexts, golden.numbers("itm_enc_all", 3));
  }

  private void logits() {
    if (!golden.has("logits")) {
      return;
    }
    Numbers prompts = golden.numbers("prompt_ids", 2);
    long[] ids = prompts.toLongs();
    long[] mask =
        golden
            .find("prompt_mask", 2)
            .map(Numbers::toLongs)
            .orElseGet(() -> TokenBatch.ones(ids.length));
    int rows = prompts.size(0);
    if (mask.length != ids.length || (pixels.size(0) != rows && pixels.size(0) != 1)) {
      throw golden.refuse(
          "must give prompt_ids and prompt_mask one row per picture of pixel_values");
    }
    Tensor.Floats all =
        Tensor.of(features, pixels.size(0), config.vision().patches(), config.vision().hidden());
    CaptionDecoder decoder = new CaptionDecoder(graphs, BlipWords.shape(config.text()));
    decoder.show(all);
    compare("logits", decoder.read(ids, mask, rows), golden.numbers("logits", 3));
  }

  private void generations() {
    if (!golden.has("generations")) {
      return;
    }
    List<GoldenFile.Entry> all = golden.entries("generations");
    int different = 0;
    for (GoldenFile.Entry wanted : all) {
      TextConfig text = config.text();
      List<Integer> prompt = wanted.integers("prompt_ids").orElse(List.of(text.decodeId()));
      CaptionOptions options =
          new CaptionOptions(
              "",
              (int) wanted.number("num_beams", 1),
              (int) wanted.number("max_length", 20),
              (int) wanted.number("min_length", 0),
              (float) wanted.number("length_penalty", 1));
      if (!generated((int) wanted.number("image", 0), prompt, options)
          .equals(wanted.integers("ids").orElse(List.of()))) {
        different++;
      }
    }
    results.add(Comparison.exact("generations", all.size(), different));
  }

  private List<Integer> generated(int image, List<Integer> prompt, CaptionOptions options) {
    CaptionLength length =
        new CaptionLength(options.minTokens(), options.maxTokens(), config.text().separatorId());
    if (prompt.size() >= length.most()) {
      return prompt;
    }
    CaptionPictures pictures = new CaptionPictures(List.of(picture(image)));
    CaptionPath path = GraphCaptioner.search(prompt, length, options);
    return CaptionSearch.write(
            new CaptionDecoder(graphs, BlipWords.shape(config.text())),
            pictures,
            List.of(new CaptionSearch.Task(0, path)))
        .getFirst();
  }

  private GoldenTexts texts(boolean encodeToken) {
    GoldenTexts given = GoldenTexts.of(golden);
    return encodeToken ? given.startingWith(config.text().encodeId()) : given;
  }

  private static List<Tensor> inputs(GoldenTexts texts) {
    TokenBatch batch = batch(texts);
    return List.of(batch.ids(), batch.mask());
  }

  private static TokenBatch batch(GoldenTexts texts) {
    return TokenBatch.of(texts.ids(), texts.mask(), texts.count(), texts.length());
  }

  private float[] match(String graph, GoldenTexts texts, List<PatchFeatures> images) {
    return GraphMatchEncoder.run(graphs, graph, batch(texts), images);
  }

  private PatchFeatures picture(int image) {
    return PatchFeatures.of(config.vision().patches(), config.vision().hidden(), rows(image));
  }

  private float[] rows(int image) {
    if (image < 0 || image >= pixels.size(0)) {
      throw golden.refuse("names picture %s, but holds %s".formatted(image, pixels.size(0)));
    }
    int length = config.vision().patches() * config.vision().hidden();
    return Arrays.copyOfRange(features, image * length, (image + 1) * length);
  }

  private void compareBoth(String name, float[] forImages, float[] forTexts, Numbers expected) {
    results.add(
        Difference.further(
            Difference.of(golden, name, forImages, expected),
            Difference.of(golden, name, forTexts, expected)));
  }

  private void compare(String name, float[] actual, Numbers expected) {
    results.add(Difference.of(golden, name, actual, expected));
  }
}
