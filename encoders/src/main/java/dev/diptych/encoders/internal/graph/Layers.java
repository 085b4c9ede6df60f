package dev.diptych.encoders.internal.graph;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The building blocks that both towers share, added to one graph. */
final class Layers {

  private final OnnxGraph graph;
  private final WeightFile weights;

  Layers(OnnxGraph graph, WeightFile weights) {
    this.graph = graph;
    this.weights = weights;
  }

  /** {@code x·Wᵀ + b}: {@code [...,in] -> [...,out]}. */
  String linear(String x, String prefix) {
    return add(
        matMul(x, graph.weight(weights.transposed(prefix + ".weight"))),
        parameter(prefix + ".bias"));
  }

  /** Layer normalisation over the last axis. */
  String norm(String x, String prefix, double epsilon) {
    return graph.apply(
        "LayerNormalization",
        List.of(x, parameter(prefix + ".weight"), parameter(prefix + ".bias")),
        attribute("axis", -1L),
        attribute("epsilon", (float) epsilon));
  }

  /** {@return a tensor of the checkpoint as it is stored} */
  String parameter(String tensor) {
    return graph.weight(weights.asStored(tensor));
  }

  /** The exact Gelu, by erf. */
  String gelu(String x) {
    return graph.apply("Gelu", List.of(x));
  }

  String softmax(String x) {
    return graph.apply("Softmax", List.of(x), attribute("axis", -1L));
  }

  /** Softmax after a bias was added, where there is one. */
  String softmax(String x, @Nullable String bias) {
    return softmax(bias == null ? x : add(x, bias));
  }

  String matMul(String a, String b) {
    return graph.apply("MatMul", List.of(a, b));
  }

  String add(String a, String b) {
    return graph.apply("Add", List.of(a, b));
  }

  String multiply(String a, float factor) {
    return graph.apply("Mul", List.of(a, graph.scalar(factor)));
  }

  /** Other dimensions for the same numbers; 0 keeps a dimension, -1 is worked out. */
  String reshape(String x, long... shape) {
    return graph.apply("Reshape", List.of(x, graph.longs(shape)));
  }

  String transpose(String x, Long... axes) {
    return graph.apply("Transpose", List.of(x), attribute("perm", List.of(axes)));
  }

  /** {@code [B,T,h·d] -> [B,h,T,d]}. */
  String splitHeads(String x, int heads, int headWidth) {
    return transpose(reshape(x, 0, 0, heads, headWidth), 0L, 2L, 1L, 3L);
  }

  /** {@code [B,h,T,d] -> [B,T,h·d]}. */
  String mergeHeads(String x, int heads, int headWidth) {
    return reshape(transpose(x, 0L, 2L, 1L, 3L), 0, 0, (long) heads * headWidth);
  }

  /** The first row along axis 1, which stays: {@code [B,T,H] -> [B,1,H]}. */
  String firstRow(String x) {
    return graph.apply("Slice", List.of(x, graph.longs(0), graph.longs(1), graph.longs(1)));
  }

  /** {@code x / max(‖x‖₂, 1e-12)} over the last axis. */
  String unitLength(String x) {
    String length = graph.apply("ReduceL2", List.of(x, graph.longs(-1)), attribute("keepdims", 1L));
    return graph.apply(
        "Div", List.of(x, graph.apply("Max", List.of(length, graph.scalar(1e-12f)))));
  }
}
