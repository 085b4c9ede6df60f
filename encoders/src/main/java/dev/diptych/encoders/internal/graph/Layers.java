package dev.diptych.encoders.internal.graph;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.graph.WeightFile.QuantizedWeight;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The building blocks that both towers share, added to one graph in one precision. */
public final class Layers {

  private final OnnxGraph graph;
  private final WeightFile weights;
  private final Precision precision;
  private final Kernels kernels;
  private final IntegerProducts integers;

  public Layers(OnnxGraph graph, WeightFile weights, Precision precision) {
    this(graph, weights, precision, Kernels.FUSED);
  }

  public Layers(OnnxGraph graph, WeightFile weights, Precision precision, Kernels kernels) {
    this.graph = graph;
    this.weights = weights;
    this.precision = precision;
    this.kernels = kernels;
    this.integers = new IntegerProducts(graph);
  }

  public Precision precision() {
    return precision;
  }

  /** {@return products with bytes, where the precision asks for them} */
  public IntegerProducts integers() {
    return integers;
  }

  /** {@code x·Wᵀ + b}: {@code [...,in] -> [...,out]}. */
  public String linear(String x, String prefix) {
    return add(product(x, prefix), parameter(prefix + ".bias"));
  }

  /** As {@link #linear}, in floats whatever the precision: for the small layers at the end. */
  public String floatLinear(String x, String prefix) {
    return add(floatProduct(x, prefix), parameter(prefix + ".bias"));
  }

  /** As {@link #linear}, of a weight and a bias that are no parts of one name. */
  public String linear(String x, String weight, String bias) {
    return add(productOf(x, weight), parameter(bias));
  }

  /** {@code x·Wᵀ}, a linear layer without its bias. */
  private String product(String x, String prefix) {
    return productOf(x, prefix + ".weight");
  }

  /** {@code x·Wᵀ} of a matrix {@code [out,in]} by its whole name. */
  public String productOf(String x, String weight) {
    return switch (precision) {
      case F32 -> floatProductOf(x, weight);
      case INT8 -> integerProduct(x, weights.quantized(weight));
    };
  }

  /** {@code x·Wᵀ} in floats whatever the precision, for layers without a bias. */
  public String floatProduct(String x, String prefix) {
    return floatProductOf(x, prefix + ".weight");
  }

  /** As {@link #productOf}, in floats whatever the precision. */
  public String floatProductOf(String x, String weight) {
    return matMul(x, transposed(weight));
  }

  /** {@return a linear layer's weight in floats, {@code f32 [in,out]}} */
  public String floatWeight(String prefix) {
    return switch (precision) {
      case F32 -> transposed(prefix + ".weight");
      case INT8 -> {
        QuantizedWeight weight = weights.quantized(prefix + ".weight");
        yield graph.apply(
            "Mul",
            List.of(graph.toFloat(graph.weight(weight.values())), graph.weight(weight.scales())));
      }
    };
  }

  private String integerProduct(String x, QuantizedWeight weight) {
    IntegerProducts.Rows rows = integers.rows(x);
    String product =
        integers.multiply(rows, graph.weight(weight.values()), graph.weight(weight.scales()));
    return graph.apply("Mul", List.of(product, rows.scales()));
  }

  /** Layer normalisation over the last axis. */
  public String norm(String x, String prefix, double epsilon) {
    return graph.apply(
        "LayerNormalization",
        List.of(x, parameter(prefix + ".weight"), parameter(prefix + ".bias")),
        attribute("axis", -1L),
        attribute("epsilon", (float) epsilon));
  }

  /**
   * A linear layer, what it is added to, and the norm of the sum.
   *
   * @param sum {@code x·Wᵀ + b + residual}
   * @param normed its layer normalisation
   */
  public record Residual(String sum, String normed) {}

  /**
   * A linear layer, residual and norm; in one kernel they take a fraction of what the norm takes by
   * itself.
   *
   * @param residual of the layer's shape, or with 1 in place of the batch
   */
  public Residual linearOnto(
      String residual, String x, String prefix, String norm, double epsilon) {
    if (kernels == Kernels.STANDARD) {
      String sum = add(linear(x, prefix), residual);
      return new Residual(sum, norm(sum, norm, epsilon));
    }
    List<String> results =
        graph.applyContributed(
            "SkipLayerNormalization",
            4,
            List.of(
                product(x, prefix),
                residual,
                parameter(norm + ".weight"),
                parameter(norm + ".bias"),
                parameter(prefix + ".bias")),
            attribute("epsilon", (float) epsilon));
    return new Residual(results.get(3), results.get(0));
  }

  /**
   * As {@link #linearOnto}, of a layer whose results are scaled before they are added.
   *
   * @param scale name of a factor for each of the layer's outputs
   */
  public Residual scaledLinearOnto(
      String residual, String x, String prefix, String scale, String norm, double epsilon) {
    String scaled = graph.apply("Mul", List.of(linear(x, prefix), parameter(scale)));
    if (kernels == Kernels.STANDARD) {
      String sum = add(scaled, residual);
      return new Residual(sum, norm(sum, norm, epsilon));
    }
    List<String> results =
        graph.applyContributed(
            "SkipLayerNormalization",
            4,
            List.of(scaled, residual, parameter(norm + ".weight"), parameter(norm + ".bias")),
            attribute("epsilon", (float) epsilon));
    return new Residual(results.get(3), results.get(0));
  }

  /**
   * Self-attention over all rows, without its output projection: {@code [B,N,H] -> [B,N,H]}.
   *
   * @param prefix of the layer that holds all queries, then all keys, then all values
   */
  public String selfAttention(String x, String prefix, int heads, int headWidth) {
    List<String> qkv = parts(linear(x, prefix), 3);
    String query =
        multiply(splitHeads(qkv.get(0), heads, headWidth), (float) (1 / Math.sqrt(headWidth)));
    String keyTransposed = transpose(reshape(qkv.get(1), 0, 0, heads, headWidth), 0L, 2L, 3L, 1L);
    String value = splitHeads(qkv.get(2), heads, headWidth);
    String mixed = matMul(softmax(matMul(query, keyTransposed)), value);
    return mergeHeads(mixed, heads, headWidth);
  }

  /** Equal parts of the last axis, such as queries, keys and values that lie side by side. */
  public List<String> parts(String x, int parts) {
    return graph.applyMany(
        "Split", parts, List.of(x), attribute("axis", -1L), attribute("num_outputs", (long) parts));
  }

  /**
   * Attention by heads: {@code [B,h,T,d], 2 x [B,h,N,d] -> [B,T,h·d]}; a batch of 1 serves all.
   *
   * @param bias {@code [B or 1,1 or h,T or 1,N]}, what is added to the scores; null for nothing
   */
  public String attention(
      String queries, String keys, String values, int heads, int headWidth, @Nullable String bias) {
    String scaled = multiply(queries, (float) (1 / Math.sqrt(headWidth)));
    String shares = softmax(matMul(scaled, transpose(keys, 0L, 1L, 3L, 2L)), bias);
    return mergeHeads(matMul(shares, values), heads, headWidth);
  }

  /** {@return a tensor of the checkpoint as it is stored} */
  public String parameter(String tensor) {
    return graph.weight(weights.asStored(tensor));
  }

  /** {@return a matrix of the checkpoint with its axes exchanged} */
  public String transposed(String tensor) {
    return graph.weight(weights.transposed(tensor));
  }

  /** The exact Gelu, by erf. */
  public String gelu(String x) {
    return graph.apply("Gelu", List.of(x));
  }

  /** The Gelu by tanh, which differs from the exact one by up to 5e-4. */
  public String geluByTanh(String x) {
    return graph.apply("Gelu", List.of(x), attribute("approximate", "tanh"));
  }

  public String softmax(String x) {
    return graph.apply("Softmax", List.of(x), attribute("axis", -1L));
  }

  /** Softmax after a bias was added, where there is one. */
  public String softmax(String x, @Nullable String bias) {
    return softmax(bias == null ? x : add(x, bias));
  }

  public String matMul(String a, String b) {
    return graph.apply("MatMul", List.of(a, b));
  }

  public String add(String a, String b) {
    return graph.apply("Add", List.of(a, b));
  }

  public String multiply(String a, float factor) {
    return graph.apply("Mul", List.of(a, graph.scalar(factor)));
  }

  /** Other dimensions for the same numbers; 0 keeps a dimension, -1 is worked out. */
  public String reshape(String x, long... shape) {
    return graph.apply("Reshape", List.of(x, graph.longs(shape)));
  }

  public String transpose(String x, Long... axes) {
    return graph.apply("Transpose", List.of(x), attribute("perm", List.of(axes)));
  }

  /** {@code [B,T,h·d] -> [B,h,T,d]}. */
  public String splitHeads(String x, int heads, int headWidth) {
    return transpose(reshape(x, 0, 0, heads, headWidth), 0L, 2L, 1L, 3L);
  }

  /** {@code [B,h,T,d] -> [B,T,h·d]}. */
  public String mergeHeads(String x, int heads, int headWidth) {
    return reshape(transpose(x, 0L, 2L, 1L, 3L), 0, 0, (long) heads * headWidth);
  }

  /** The first row along axis 1, which stays: {@code [B,T,H] -> [B,1,H]}. */
  public String firstRow(String x) {
    return graph.apply("Slice", List.of(x, graph.longs(0), graph.longs(1), graph.longs(1)));
  }

  /** The last row along axis 1, which stays: {@code [B,T,H] -> [B,1,H]}. */
  public String lastRow(String x) {
    return graph.apply(
        "Slice", List.of(x, graph.longs(-1), graph.longs(Long.MAX_VALUE), graph.longs(1)));
  }

  /** {@code x / max(‖x‖₂, 1e-12)} over the last axis. */
  public String unitLength(String x) {
    String length = graph.apply("ReduceL2", List.of(x, graph.longs(-1)), attribute("keepdims", 1L));
    return graph.apply(
        "Div", List.of(x, graph.apply("Max", List.of(length, graph.scalar(1e-12f)))));
  }
}
