package dev.diptych.encoders.internal.vilt;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.StoredTokens;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;

/**
 * The whole of ViLT, for each pair anew:
 *
 * <pre>
 * ids, mask i64 [1 or K,T], features f32 [K or 1,P,W] -> logits f32 [K,2], of which the first is 0
 * </pre>
 *
 * features as {@link StoredTokens} reads them. Rows of a picture that are 0 throughout stand for
 * nothing: pictures have unequal numbers of patches. One graph serves both directions of a search.
 */
final class ViltMatchGraph {

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final ViltConfig config;
  private final OnnxGraph graph;
  private final Layers layers;

  private ViltMatchGraph(String name, ViltConfig config, WeightFile weights, Precision precision) {
    this.config = config;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights, precision);
  }

  /**
   * Builds the graph.
   *
   * @param name which of the match graphs it is to serve as
   * @param merged whether it reads counts of merged tokens
   */
  static ModelProto build(
      String name, boolean merged, ViltConfig config, WeightFile weights, Precision precision) {
    return new ViltMatchGraph(name, config, weights, precision).build(merged);
  }

  private ModelProto build(boolean merged) {
    String ids = graph.longInput("ids", "texts", "T");
    String mask = graph.longInput("mask", "texts", "T");
    String picture =
        StoredTokens.input(graph, layers, merged ? "P" : config.tokens(), config.hidden());
    String text = text(ids);
    String pairs = dimension(layers.add(layers.firstRow(text), layers.firstRow(picture)), 0);
    String rows =
        graph.apply(
            "Concat",
            List.of(forEach(pairs, text), forEach(pairs, picture)),
            attribute("axis", 1L));
    String first = transformed(rows, bias(pairs, mask, picture, merged));
    String pooled =
        graph.apply(
            "Tanh",
            List.of(
                layers.floatLinear(layers.reshape(first, 0, config.hidden()), ViltTensors.POOLER)));
    String score = layers.floatLinear(pooled, ViltTensors.SCORE);
    String none = graph.apply("Sub", List.of(score, score));
    graph.floatOutput(
        "logits", graph.apply("Concat", List.of(none, score), attribute("axis", 1L)), "K", 2);
    return graph.build();
  }

  /** Words at positions from 0, normed, then marked as text: {@code [texts,T,H]}. */
  private String text(String ids) {
    String words = graph.apply("Gather", List.of(layers.parameter(ViltTensors.WORDS), ids));
    String positions =
        graph.apply(
            "Slice",
            List.of(
                layers.parameter(ViltTensors.TEXT_POSITIONS),
                graph.longs(0),
                dimension(ids, 1),
                graph.longs(0)));
    String embedded = layers.add(layers.add(words, positions), first(ViltTensors.TYPES));
    return layers.add(
        layers.norm(embedded, ViltTensors.TEXT_NORM, config.epsilon()),
        first(ViltTensors.MODALITIES));
  }

  /** What padding of both kinds, and how many a merged token stands for, add to scores. */
  private String bias(String pairs, String mask, String picture, boolean merged) {
    String largest =
        graph.apply(
            "ReduceMax",
            List.of(graph.apply("Abs", List.of(picture)), graph.longs(-1)),
            attribute("keepdims", 0L));
    String there = graph.apply("Greater", List.of(largest, graph.scalar(0f)));
    String empty = hidden(graph.toFloat(there));
    String all =
        graph.apply(
            "Concat",
            List.of(
                forEachRow(pairs, hidden(graph.toFloat(mask))),
                forEachRow(
                    pairs, merged ? layers.add(empty, StoredTokens.countsBias(graph)) : empty)),
            attribute("axis", 1L));
    return graph.apply("Unsqueeze", List.of(all, graph.longs(1, 2)));
  }

  private String hidden(String keep) {
    return layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), keep)), HIDDEN);
  }

  /** All layers and the last norm, of which the first row is wanted: {@code [K,N,H] -> [K,1,H]}. */
  private String transformed(String embedded, String bias) {
    Residual x =
        new Residual(
            embedded,
            layers.norm(embedded, ViltTensors.layer(0) + ".layernorm_before", config.epsilon()));
    for (int i = 0; i < config.layers(); i++) {
      boolean last = i + 1 == config.layers();
      Residual rows =
          last ? new Residual(layers.firstRow(x.sum()), layers.firstRow(x.normed())) : x;
      x = layer(i, rows, x.normed(), bias, last);
    }
    return x.normed();
  }

  private Residual layer(int i, Residual rows, String seen, String bias, boolean last) {
    String layer = ViltTensors.layer(i);
    Residual attended =
        layers.linearOnto(
            rows.sum(),
            attention(rows.normed(), seen, layer + ".attention.attention", bias),
            layer + ".attention.output.dense",
            layer + ".layernorm_after",
            config.epsilon());
    String inner = layers.gelu(layers.linear(attended.normed(), layer + ".intermediate.dense"));
    return layers.linearOnto(
        attended.sum(),
        inner,
        layer + ".output.dense",
        last ? ViltTensors.LAST_NORM : ViltTensors.layer(i + 1) + ".layernorm_before",
        config.epsilon());
  }

  private String attention(String rows, String seen, String attention, String bias) {
    int headWidth = config.hidden() / config.heads();
    return layers.attention(
        heads(rows, attention + ".query"),
        heads(seen, attention + ".key"),
        heads(seen, attention + ".value"),
        config.heads(),
        headWidth,
        bias);
  }

  private String heads(String x, String projection) {
    return layers.splitHeads(
        layers.linear(x, projection), config.heads(), config.hidden() / config.heads());
  }

  /** The first row of a table, {@code [1,H]}. */
  private String first(String table) {
    return graph.apply(
        "Slice", List.of(layers.parameter(table), graph.longs(0), graph.longs(1), graph.longs(0)));
  }

  private String dimension(String x, long axis) {
    return graph.apply("Shape", List.of(x), attribute("start", axis), attribute("end", axis + 1));
  }

  private String forEach(String pairs, String rows) {
    String shape = graph.apply("Concat", List.of(pairs, graph.longs(1, 1)), attribute("axis", 0L));
    return graph.apply("Expand", List.of(rows, shape));
  }

  private String forEachRow(String pairs, String values) {
    String shape = graph.apply("Concat", List.of(pairs, graph.longs(1)), attribute("axis", 0L));
    return graph.apply("Expand", List.of(values, shape));
  }
}
