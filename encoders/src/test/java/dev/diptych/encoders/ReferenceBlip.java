package dev.diptych.encoders;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * BLIP written down as plainly as can be, in double precision, straight from its formulas and
 * sharing no code with the graphs: the oracle for checkpoints of any shape. Rows are arrays; a
 * matrix is an array of rows.
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
final class ReferenceBlip {

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
      int positions,
      int joint) {

    int patches() {
      return (imageSize / patch) * (imageSize / patch) + 1;
    }
  }

  /** A tensor: its dimensions and numbers. */
  record Parameter(List<Long> shape, float[] values) {}

  private final Sizes sizes;
  private final Map<String, Parameter> parameters = new HashMap<>();

  ReferenceBlip(Sizes sizes, boolean decoder, Random random) {
    this.sizes = sizes;
    int w = sizes.visionWidth();
    add(random, "vision_model.embeddings.class_embedding", 1, 1, w);
    add(random, "vision_model.embeddings.position_embedding", 1, sizes.patches(), w);
    add(
        random,
        "vision_model.embeddings.patch_embedding.weight",
        w,
        3,
        sizes.patch(),
        sizes.patch());
    add(random, "vision_model.embeddings.patch_embedding.bias", w);
    for (int i = 0; i < sizes.visionLayers(); i++) {
      String layer = "vision_model.encoder.layers." + i;
      norm(random, layer + ".layer_norm1", w);
      linear(random, layer + ".self_attn.qkv", 3 * w, w);
      linear(random, layer + ".self_attn.projection", w, w);
      norm(random, layer + ".layer_norm2", w);
      linear(random, layer + ".mlp.fc1", sizes.visionInner(), w);
      linear(random, layer + ".mlp.fc2", w, sizes.visionInner());
    }
    norm(random, "vision_model.post_layernorm", w);
    text(random, "text_encoder");
    linear(random, "vision_proj", sizes.joint(), w);
    linear(random, "text_proj", sizes.joint(), sizes.width());
    linear(random, "itm_head", 2, sizes.width());
    if (decoder) {
      text(random, "text_decoder.bert");
      linear(random, "text_decoder.cls.predictions.transform.dense", sizes.width(), sizes.width());
      norm(random, "text_decoder.cls.predictions.transform.LayerNorm", sizes.width());
      add(random, "text_decoder.cls.predictions.bias", sizes.vocabulary());
    }
  }

  private void text(Random random, String prefix) {
    int h = sizes.width();
    add(random, prefix + ".embeddings.word_embeddings.weight", sizes.vocabulary(), h);
    add(random, prefix + ".embeddings.position_embeddings.weight", sizes.positions(), h);
    norm(random, prefix + ".embeddings.LayerNorm", h);
    for (int i = 0; i < sizes.layers(); i++) {
      String layer = prefix + ".encoder.layer." + i;
      for (String attention : List.of(".attention", ".crossattention")) {
        int source = attention.equals(".attention") ? h : sizes.visionWidth();
        linear(random, layer + attention + ".self.query", h, h);
        linear(random, layer + attention + ".self.key", h, source);
        linear(random, layer + attention + ".self.value", h, source);
        linear(random, layer + attention + ".output.dense", h, h);
        norm(random, layer + attention + ".output.LayerNorm", h);
      }
      linear(random, layer + ".intermediate.dense", sizes.inner(), h);
      linear(random, layer + ".output.dense", h, sizes.inner());
      norm(random, layer + ".output.LayerNorm", h);
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
    for (int i = 0; i < count; i++) {
      values[i] =
          (float)
              (random.nextGaussian() * spread
                  + (name.endsWith("orm.weight") || name.matches(".*norm\\d?\\.weight") ? 1 : 0));
    }
    parameters.put(name, new Parameter(dimensions, values));
  }

  Map<String, Parameter> parameters() {
    return parameters;
  }

  private float[] values(String name) {
    return Objects.requireNonNull(parameters.get(name), name).values();
  }

  /** {@code [3·S·S] -> [P][W]}. */
  double[][] vision(float[] pixels) {
    int grid = sizes.imageSize() / sizes.patch();
    int p = sizes.patch();
    int w = sizes.visionWidth();
    double[][] x = new double[sizes.patches()][w];
    float[] kernel = values("vision_model.embeddings.patch_embedding.weight");
    for (int row = 0; row < x.length; row++) {
      for (int c = 0; c < w; c++) {
        double sum;
        if (row == 0) {
          sum = values("vision_model.embeddings.class_embedding")[c];
        } else {
          sum = values("vision_model.embeddings.patch_embedding.bias")[c];
          int top = (row - 1) / grid * p;
          int left = (row - 1) % grid * p;
          for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < p; y++) {
              for (int z = 0; z < p; z++) {
                sum +=
                    (double)
                            pixels[
                                (channel * sizes.imageSize() + top + y) * sizes.imageSize()
                                    + left
                                    + z]
                        * kernel[((c * 3 + channel) * p + y) * p + z];
              }
            }
          }
        }
        x[row][c] = sum + values("vision_model.embeddings.position_embedding")[row * w + c];
      }
    }
    for (int i = 0; i < sizes.visionLayers(); i++) {
      String layer = "vision_model.encoder.layers." + i;
      double[][] qkv = linear(norm(x, layer + ".layer_norm1", 1e-5), layer + ".self_attn.qkv");
      double[][] mixed =
          attend(
              columns(qkv, 0, w),
              columns(qkv, w, w),
              columns(qkv, 2 * w, w),
              sizes.visionHeads(),
              (q, k) -> true);
      x = sum(x, linear(mixed, layer + ".self_attn.projection"));
      double[][] inner = gelu(linear(norm(x, layer + ".layer_norm2", 1e-5), layer + ".mlp.fc1"));
      x = sum(x, linear(inner, layer + ".mlp.fc2"));
    }
    return norm(x, "vision_model.post_layernorm", 1e-5);
  }

  /** Which keys a query sees. */
  interface Sight {
    boolean sees(int query, int key);
  }

  /** {@code [T] -> [T][H]}; picture null for the text alone. */
  double[][] text(String prefix, long[] ids, Sight sight, double @Nullable [][] picture) {
    int h = sizes.width();
    double[][] x = new double[ids.length][h];
    for (int t = 0; t < ids.length; t++) {
      for (int c = 0; c < h; c++) {
        x[t][c] =
            (double) values(prefix + ".embeddings.word_embeddings.weight")[(int) ids[t] * h + c]
                + values(prefix + ".embeddings.position_embeddings.weight")[t * h + c];
      }
    }
    x = norm(x, prefix + ".embeddings.LayerNorm", 1e-12);
    for (int i = 0; i < sizes.layers(); i++) {
      String layer = prefix + ".encoder.layer." + i;
      x = attention(x, x, layer + ".attention", sight);
      if (picture != null) {
        x = attention(x, picture, layer + ".crossattention", (q, k) -> true);
      }
      double[][] inner = gelu(linear(x, layer + ".intermediate.dense"));
      x = norm(sum(linear(inner, layer + ".output.dense"), x), layer + ".output.LayerNorm", 1e-12);
    }
    return x;
  }

  private double[][] attention(double[][] x, double[][] source, String prefix, Sight sight) {
    double[][] mixed =
        attend(
            linear(x, prefix + ".self.query"),
            linear(source, prefix + ".self.key"),
            linear(source, prefix + ".self.value"),
            sizes.heads(),
            sight);
    return norm(
        sum(linear(mixed, prefix + ".output.dense"), x), prefix + ".output.LayerNorm", 1e-12);
  }

  /** The unit vector of a row after a projection. */
  double[] project(double[] row, String head) {
    double[] projected = linear(new double[][] {row}, head)[0];
    double length = 0;
    for (double value : projected) {
      length += value * value;
    }
    for (int i = 0; i < projected.length; i++) {
      projected[i] /= Math.sqrt(length);
    }
    return projected;
  }

  double[] itm(double[] row) {
    return linear(new double[][] {row}, "itm_head")[0];
  }

  double[][] captionLogits(double[][] x) {
    String head = "text_decoder.cls.predictions";
    double[][] y =
        norm(gelu(linear(x, head + ".transform.dense")), head + ".transform.LayerNorm", 1e-12);
    return linear(
        y, values("text_decoder.bert.embeddings.word_embeddings.weight"), values(head + ".bias"));
  }

  private double[][] linear(double[][] x, String prefix) {
    return linear(x, values(prefix + ".weight"), values(prefix + ".bias"));
  }

  static double[][] linear(double[][] x, float[] weight, float[] bias) {
    double[][] result = new double[x.length][bias.length];
    int in = x[0].length;
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < bias.length; o++) {
        double sum = bias[o];
        for (int i = 0; i < in; i++) {
          sum += x[t][i] * weight[o * in + i];
        }
        result[t][o] = sum;
      }
    }
    return result;
  }

  private double[][] norm(double[][] x, String prefix, double epsilon) {
    return norm(x, values(prefix + ".weight"), values(prefix + ".bias"), epsilon);
  }

  static double[][] norm(double[][] x, float[] scale, float[] shift, double epsilon) {
    double[][] result = new double[x.length][scale.length];
    for (int t = 0; t < x.length; t++) {
      double mean = 0;
      double variance = 0;
      for (double value : x[t]) {
        mean += value / scale.length;
      }
      for (double value : x[t]) {
        variance += (value - mean) * (value - mean) / scale.length;
      }
      for (int c = 0; c < scale.length; c++) {
        result[t][c] = (x[t][c] - mean) / Math.sqrt(variance + epsilon) * scale[c] + shift[c];
      }
    }
    return result;
  }

  static double[][] attend(double[][] q, double[][] k, double[][] v, int heads, Sight sight) {
    int d = q[0].length / heads;
    double[][] mixed = new double[q.length][q[0].length];
    for (int head = 0; head < heads; head++) {
      for (int t = 0; t < q.length; t++) {
        double[] scores = new double[k.length];
        double total = 0;
        for (int n = 0; n < k.length; n++) {
          for (int c = head * d; c < (head + 1) * d; c++) {
            scores[n] += q[t][c] * k[n][c] / Math.sqrt(d);
          }
          scores[n] = sight.sees(t, n) ? Math.exp(scores[n]) : 0;
          total += scores[n];
        }
        for (int n = 0; n < k.length; n++) {
          for (int c = head * d; c < (head + 1) * d; c++) {
            mixed[t][c] += scores[n] / total * v[n][c];
          }
        }
      }
    }
    return mixed;
  }

  static double[][] columns(double[][] x, int from, int count) {
    double[][] result = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      result[t] = Arrays.copyOfRange(x[t], from, from + count);
    }
    return result;
  }

  static double[][] sum(double[][] a, double[][] b) {
    double[][] result = new double[a.length][a[0].length];
    for (int t = 0; t < a.length; t++) {
      for (int c = 0; c < a[0].length; c++) {
        result[t][c] = a[t][c] + b[t][c];
      }
    }
    return result;
  }

  private static double[][] gelu(double[][] x) {
    double[][] result = new double[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int c = 0; c < x[0].length; c++) {
        result[t][c] = 0.5 * x[t][c] * (1 + erf(x[t][c] / Math.sqrt(2)));
      }
    }
    return result;
  }

  /**
   * By its Taylor series, which converges everywhere; beyond 6 the value is 1 in double precision.
   */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    // erf x = 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (1·3·5···(2n+1)), all terms of one sign.
    double term = x;
    double total = x;
    for (int n = 1; n < 200 && Math.abs(term) > 1e-18 * Math.abs(total); n++) {
      term *= 2 * x * x / (2 * n + 1);
      total += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * total;
  }
}
