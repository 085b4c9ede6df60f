package dev.diptych.encoders;

import dev.diptych.encoders.ReferenceBlip.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * SigLIP written down as plainly as can be, in double precision, straight from its formulas and
 * sharing no code with the graphs: the oracle for checkpoints of any shape.
 */
final class ReferenceSiglip {

  private static final double EPSILON = 1e-6;

  /** The sizes of one checkpoint. */
  record Sizes(
      int imageSize,
      int patch,
      int visionWidth,
      int visionLayers,
      int visionHeads,
      int visionInner,
      int width,
      int layers,
      int heads,
      int inner,
      int vocabulary,
      int positions) {

    int grid() {
      return imageSize / patch;
    }
  }

  private final Sizes sizes;
  private final Map<String, Parameter> parameters = new TreeMap<>();

  ReferenceSiglip(Sizes sizes, Random random) {
    this.sizes = sizes;
    int w = sizes.visionWidth();
    int h = sizes.width();
    add(
        random,
        "vision_model.embeddings.patch_embedding.weight",
        w,
        3,
        sizes.patch(),
        sizes.patch());
    add(random, "vision_model.embeddings.patch_embedding.bias", w);
    add(
        random,
        "vision_model.embeddings.position_embedding.weight",
        sizes.grid() * sizes.grid(),
        w);
    tower(random, "vision_model", sizes.visionLayers(), w, sizes.visionInner());
    norm(random, "vision_model.post_layernorm", w);
    add(random, "vision_model.head.probe", 1, 1, w);
    add(random, "vision_model.head.attention.in_proj_weight", 3 * w, w);
    add(random, "vision_model.head.attention.in_proj_bias", 3 * w);
    linear(random, "vision_model.head.attention.out_proj", w, w);
    norm(random, "vision_model.head.layernorm", w);
    linear(random, "vision_model.head.mlp.fc1", sizes.visionInner(), w);
    linear(random, "vision_model.head.mlp.fc2", w, sizes.visionInner());
    add(random, "text_model.embeddings.token_embedding.weight", sizes.vocabulary(), h);
    add(random, "text_model.embeddings.position_embedding.weight", sizes.positions(), h);
    tower(random, "text_model", sizes.layers(), h, sizes.inner());
    norm(random, "text_model.final_layer_norm", h);
    linear(random, "text_model.head", w, h);
    parameters.put("logit_scale", new Parameter(List.of(1L), new float[] {1.5f}));
    parameters.put("logit_bias", new Parameter(List.of(1L), new float[] {-2.25f}));
  }

  private void tower(Random random, String prefix, int layers, int width, int inner) {
    for (int i = 0; i < layers; i++) {
      String layer = prefix + ".encoder.layers." + i;
      norm(random, layer + ".layer_norm1", width);
      for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        linear(random, layer + ".self_attn." + part, width, width);
      }
      norm(random, layer + ".layer_norm2", width);
      linear(random, layer + ".mlp.fc1", inner, width);
      linear(random, layer + ".mlp.fc2", width, inner);
    }
  }

  private void linear(Random random, String prefix, int out, int in) {
    add(random, prefix + ".weight", out, in);
    add(random, prefix + ".bias", out);
  }

  private void norm(Random random, String prefix, int width) {
    add(random, prefix + ".weight", width);
    add(random, prefix + ".bias", width);
  }

  private void add(Random random, String name, int... shape) {
    List<Long> dimensions = new ArrayList<>();
    int count = 1;
    for (int dimension : shape) {
      dimensions.add((long) dimension);
      count *= dimension;
    }
    float[] values = new float[count];
    double spread = shape.length > 1 ? 1.2 / Math.sqrt((double) count / shape[0]) : 0.2;
    double mean = name.matches(".*norm\\d?\\.weight") ? 1 : 0;
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * spread + mean);
    }
    parameters.put(name, new Parameter(dimensions, values));
  }

  Map<String, Parameter> parameters() {
    return parameters;
  }

  private float[] values(String name) {
    return Objects.requireNonNull(parameters.get(name), name).values();
  }

  /** {@code [3·S·S] -> [P][W]}, after the last norm. */
  double[][] vision(float[] pixels) {
    int p = sizes.patch();
    int w = sizes.visionWidth();
    int side = sizes.imageSize();
    float[] kernel = values("vision_model.embeddings.patch_embedding.weight");
    float[] bias = values("vision_model.embeddings.patch_embedding.bias");
    float[] positions = values("vision_model.embeddings.position_embedding.weight");
    double[][] x = new double[sizes.grid() * sizes.grid()][w];
    for (int row = 0; row < x.length; row++) {
      int top = row / sizes.grid() * p;
      int left = row % sizes.grid() * p;
      for (int c = 0; c < w; c++) {
        double sum = (double) bias[c] + positions[row * w + c];
        for (int i = 0; i < 3 * p * p; i++) {
          int channel = i / (p * p);
          int y = top + i / p % p;
          int z = left + i % p;
          sum += (double) pixels[(channel * side + y) * side + z] * kernel[c * 3 * p * p + i];
        }
        x[row][c] = sum;
      }
    }
    return norm(
        tower(x, "vision_model", sizes.visionLayers(), sizes.visionHeads()),
        "vision_model.post_layernorm");
  }

  /** {@code [P][W] -> [W]}, of unit length. */
  double[] image(double[][] features) {
    String head = "vision_model.head.attention";
    int w = sizes.visionWidth();
    double[][] probe = new double[1][w];
    for (int c = 0; c < w; c++) {
      probe[0][c] = values("vision_model.head.probe")[c];
    }
    float[] weight = values(head + ".in_proj_weight");
    float[] bias = values(head + ".in_proj_bias");
    double[][] joined = ReferenceBlip.linear(features, weight, bias);
    double[][] asked = ReferenceBlip.linear(probe, weight, bias);
    double[][] mixed =
        ReferenceBlip.attend(
            ReferenceBlip.columns(asked, 0, w),
            ReferenceBlip.columns(joined, w, w),
            ReferenceBlip.columns(joined, 2 * w, w),
            sizes.visionHeads(),
            (q, k) -> true);
    double[][] seen = linear(mixed, head + ".out_proj");
    double[][] inner =
        gelu(linear(norm(seen, "vision_model.head.layernorm"), "vision_model.head.mlp.fc1"));
    return unit(ReferenceBlip.sum(seen, linear(inner, "vision_model.head.mlp.fc2"))[0]);
  }

  /** {@code [T] -> [W]}, of unit length; all T tokens are read. */
  double[] text(long[] ids) {
    int h = sizes.width();
    double[][] x = new double[ids.length][h];
    for (int t = 0; t < ids.length; t++) {
      for (int c = 0; c < h; c++) {
        x[t][c] =
            (double) values("text_model.embeddings.token_embedding.weight")[(int) ids[t] * h + c]
                + values("text_model.embeddings.position_embedding.weight")[t * h + c];
      }
    }
    double[][] y =
        norm(tower(x, "text_model", sizes.layers(), sizes.heads()), "text_model.final_layer_norm");
    return unit(linear(new double[][] {y[ids.length - 1]}, "text_model.head")[0]);
  }

  private double[][] tower(double[][] embedded, String prefix, int layers, int heads) {
    double[][] x = embedded;
    for (int i = 0; i < layers; i++) {
      String layer = prefix + ".encoder.layers." + i;
      double[][] y = norm(x, layer + ".layer_norm1");
      double[][] mixed =
          ReferenceBlip.attend(
              linear(y, layer + ".self_attn.q_proj"),
              linear(y, layer + ".self_attn.k_proj"),
              linear(y, layer + ".self_attn.v_proj"),
              heads,
              (q, k) -> true);
      x = ReferenceBlip.sum(x, linear(mixed, layer + ".self_attn.out_proj"));
      double[][] inner = gelu(linear(norm(x, layer + ".layer_norm2"), layer + ".mlp.fc1"));
      x = ReferenceBlip.sum(x, linear(inner, layer + ".mlp.fc2"));
    }
    return x;
  }

  private double[][] linear(double[][] x, String prefix) {
    return ReferenceBlip.linear(x, values(prefix + ".weight"), values(prefix + ".bias"));
  }

  private double[][] norm(double[][] x, String prefix) {
    return ReferenceBlip.norm(x, values(prefix + ".weight"), values(prefix + ".bias"), EPSILON);
  }

  private static double[][] gelu(double[][] x) {
    double[][] result = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      result[t] =
          Arrays.stream(x[t])
              .map(
                  v ->
                      0.5
                          * v
                          * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))))
              .toArray();
    }
    return result;
  }

  private static double[] unit(double[] row) {
    double length = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
    return Arrays.stream(row).map(v -> v / length).toArray();
  }
}
