package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.runtime.GoldenFile.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Runs compiled graphs on the inputs of a reference file and measures how far the outputs are from
 * its own. Pairs are scored in both directions of the match graphs, and the farther one counts.
 */
public final class Comparisons {

  private final Graphs graphs;
  private final BlipConfig config;
  private final GoldenFile golden;
  private final Numbers pixels;
  private final float[] features;
  private final float[] imageVectors;
  private final List<Comparison> results = new ArrayList<>();

  private Comparisons(Graphs graphs, BlipConfig config, GoldenFile golden) {
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
        graphs.image(Tensor.of(pixels.toFloats(), pixels.size(0), 3, side, side));
    this.features = encoded.getFirst();
    this.imageVectors = encoded.size() > 1 ? encoded.get(1) : new float[0];
  }

  /**
   * Compares everything that is present.
   *
   * @param graphFolder where the checkpoint's graphs were compiled to
   */
  public static List<Comparison> run(
      Path graphFolder, Checkpoint checkpoint, Path goldenFile, int cores) {
    GoldenFile golden = GoldenFile.read(goldenFile);
    try (Graphs graphs = new Graphs(graphFolder, Precision.F32, cores)) {
      Comparisons comparisons = new Comparisons(graphs, checkpoint.config(), golden);
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
    Texts texts = new Texts(false);
    float[] textVectors = graphs.text(texts.all());
    int dimension = config.joint();
    float[] cosines = new float[pixels.size(0) * texts.count];
    for (int image = 0; image < pixels.size(0); image++) {
      for (int text = 0; text < texts.count; text++) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
          sum += (double) imageVectors[image * dimension + i] * textVectors[text * dimension + i];
        }
        cosines[image * texts.count + text] = (float) sum;
      }
    }
    compare("itc", cosines, golden.numbers("itc", 2));
  }

  /** Picture i with text i. */
  private void itmRows(String name, boolean encodeToken) {
    if (!golden.has(name)) {
      return;
    }
    Texts texts = new Texts(encodeToken);
    int rows = Math.min(pixels.size(0), texts.count);
    float[] forImages = new float[2 * rows];
    float[] forTexts = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      PatchFeatures image = picture(row);
      System.arraycopy(
          graphs.matchImages(texts.one(row), List.of(image)), 0, forImages, 2 * row, 2);
      System.arraycopy(graphs.matchTexts(texts.one(row), image), 0, forTexts, 2 * row, 2);
    }
    compareBoth(name, forImages, forTexts, golden.numbers(name, 2));
  }

  /** Every picture with every text, {@code [images, texts, 2]}. */
  private void itmAll() {
    if (!golden.has("itm_enc_all")) {
      return;
    }
    Texts texts = new Texts(true);
    int images = pixels.size(0);
    float[] forImages = new float[2 * images * texts.count];
    float[] forTexts = new float[forImages.length];
    List<PatchFeatures> all = IntStream.range(0, images).mapToObj(this::picture).toList();
    for (int text = 0; text < texts.count; text++) {
      float[] logits = graphs.matchImages(texts.one(text), all);
      for (int image = 0; image < images; image++) {
        System.arraycopy(logits, 2 * image, forImages, 2 * (image * texts.count + text), 2);
      }
    }
    for (int image = 0; image < images; image++) {
      float[] logits = graphs.matchTexts(texts.all(), picture(image));
      System.arraycopy(logits, 0, forTexts, 2 * image * texts.count, logits.length);
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
            .orElseGet(() -> CaptionDecoder.ones(ids.length));
    int rows = prompts.size(0);
    if (mask.length != ids.length || (pixels.size(0) != rows && pixels.size(0) != 1)) {
      throw golden.refuse(
          "must give prompt_ids and prompt_mask one row per picture of pixel_values");
    }
    Tensor.Floats all =
        Tensor.of(features, pixels.size(0), config.vision().patches(), config.vision().hidden());
    CaptionDecoder decoder = new CaptionDecoder(graphs, config.text(), all);
    compare("logits", decoder.read(ids, mask, rows), golden.numbers("logits", 3));
  }

  private void generations() {
    if (!golden.has("generations")) {
      return;
    }
    int different = 0;
    for (JsonNode wanted : golden.node("generations")) {
      TextConfig text = config.text();
      List<Integer> prompt =
          wanted.hasNonNull("prompt_ids")
              ? ints(wanted.get("prompt_ids"))
              : List.of(text.decodeId());
      CaptionSearch search =
          new CaptionSearch(
              new CaptionDecoder(graphs, text, features(wanted.path("image").intValue(0))),
              text.separatorId(),
              wanted.path("num_beams").intValue(1),
              wanted.path("max_length").intValue(20),
              wanted.path("min_length").intValue(0),
              wanted.path("length_penalty").doubleValue(1));
      if (!search.search(prompt).equals(ints(wanted.path("ids")))) {
        different++;
      }
    }
    results.add(Comparison.exact("generations", golden.node("generations").size(), different));
  }

  private static List<Integer> ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  private PatchFeatures picture(int image) {
    return PatchFeatures.of(config.vision().patches(), config.vision().hidden(), rows(image));
  }

  private Tensor.Floats features(int image) {
    return Tensor.of(rows(image), 1, config.vision().patches(), config.vision().hidden());
  }

  private float[] rows(int image) {
    if (image < 0 || image >= pixels.size(0)) {
      throw golden.refuse("names picture %s, but holds %s".formatted(image, pixels.size(0)));
    }
    int length = config.vision().patches() * config.vision().hidden();
    return Arrays.copyOfRange(features, image * length, (image + 1) * length);
  }

  private void compareBoth(String name, float[] forImages, float[] forTexts, Numbers expected) {
    Comparison images = comparison(name, forImages, expected);
    Comparison texts = comparison(name, forTexts, expected);
    results.add(images.largestDifference() >= texts.largestDifference() ? images : texts);
  }

  private void compare(String name, float[] actual, Numbers expected) {
    results.add(comparison(name, actual, expected));
  }

  private Comparison comparison(String name, float[] actual, Numbers expected) {
    if (actual.length != expected.values().length) {
      throw golden.refuse(
          "gives \"%s\" in shape %s, but the checkpoint computes %s numbers of it"
              .formatted(name, expected.shape(), actual.length));
    }
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(actual[i] - expected.values()[i]);
      // A number that is not one must never pass.
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    return Comparison.within(name, actual.length, largest);
  }

  /** The reference's texts, as given or with {@code [ENC]} in first place. */
  private final class Texts {

    private final long[] ids;
    private final long[] mask;
    private final int count;
    private final int length;

    Texts(boolean encodeToken) {
      Numbers given = golden.numbers("input_ids", 2);
      this.ids = given.toLongs();
      this.count = given.size(0);
      this.length = given.size(1);
      this.mask =
          golden
              .find("attention_mask", 2)
              .map(Numbers::toLongs)
              .orElseGet(() -> CaptionDecoder.ones(ids.length));
      if (mask.length != ids.length) {
        throw golden.refuse("must give input_ids and attention_mask in the same shape");
      }
      if (encodeToken) {
        for (int text = 0; text < count; text++) {
          ids[text * length] = config.text().encodeId();
        }
      }
    }

    TokenBatch all() {
      return TokenBatch.of(ids, mask, count, length);
    }

    TokenBatch one(int text) {
      int from = text * length;
      return TokenBatch.of(
          Arrays.copyOfRange(ids, from, from + length),
          Arrays.copyOfRange(mask, from, from + length),
          1,
          length);
    }
  }
}
