package dev.diptych.encoders.internal.edje;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PostNormTower;
import dev.diptych.encoders.internal.graph.StoredTokens;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;

/**
 * The joint encoder: a BERT over {@code [CLS] text [SEP]}, the stored tokens of a picture, and a
 * second {@code [SEP]}.
 *
 * <pre>
 * ids, mask i64 [1 or K,T], features f32 [K or 1,P,W] -> logits f32 [K,2], of which the first is 0
 * </pre>
 *
 * features as {@link StoredTokens} reads them. One graph serves both directions of a search.
 * Padding lies between the text and the picture, and takes no position.
 */
final class EdjeMatchGraph {

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final EdjeConfig config;
  private final OnnxGraph graph;
  private final Layers layers;
  private final String ids;
  private final String mask;
  private final String features;
  private final String textLength;

  private EdjeMatchGraph(String name, EdjeConfig config, WeightFile weights, Precision precision) {
    this.config = config;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights, precision);
    this.ids = graph.longInput("ids", "texts", "T");
    this.mask = graph.longInput("mask", "texts", "T");
    this.features = StoredTokens.input(graph, layers, config.tokens(), config.language().hidden());
    this.textLength =
        graph.apply("ReduceSum", List.of(mask, graph.longs(1)), attribute("keepdims", 1L));
  }

  /**
   * Builds the graph.
   *
   * @param name which of the match graphs it is to serve as
   */
  static ModelProto build(String name, EdjeConfig config, WeightFile weights, Precision precision) {
    return new EdjeMatchGraph(name, config, weights, precision).build();
  }

  private ModelProto build() {
    String picture = picture();
    String pairs = dimension(picture, 0);
    String rows =
        graph.apply(
            "Concat",
            List.of(forEach(pairs, text()), picture, forEach(pairs, separator())),
            attribute("axis", 1L));
    String embedded = layers.norm(rows, EdjeTensors.EMBEDDING_NORM, config.language().epsilon());
    String first =
        new PostNormTower(layers, EdjeTensors.LAYERS, config.language())
            .runToFirstRow(embedded, bias());
    String pooled =
        graph.apply(
            "Tanh",
            List.of(
                layers.floatLinear(
                    layers.reshape(first, 0, config.language().hidden()), EdjeTensors.POOLER)));
    String score = layers.floatLinear(pooled, EdjeTensors.SCORE);
    String none = graph.apply("Sub", List.of(score, score));
    graph.floatOutput(
        "logits", graph.apply("Concat", List.of(none, score), attribute("axis", 1L)), "K", 2);
    return graph.build();
  }

  /** Words at positions from 0, of the first segment: {@code [texts,T,H]}. */
  private String text() {
    String positions =
        graph.apply(
            "Slice",
            List.of(
                layers.parameter(EdjeTensors.POSITIONS),
                graph.longs(0),
                dimension(ids, 1),
                graph.longs(0)));
    return layers.add(layers.add(word(ids), positions), type(0));
  }

  /** Stored tokens at the positions behind the text, of the second segment: {@code [K,P,H]}. */
  private String picture() {
    String places =
        graph.apply(
            "Range",
            List.of(graph.scalar(0L), graph.scalar((long) config.tokens()), graph.scalar(1L)));
    return layers.add(layers.add(features, position(layers.add(textLength, places))), type(1));
  }

  /** The token that ends the pair, which also ended the text: {@code [texts,1,H]}. */
  private String separator() {
    String last = graph.apply("Sub", List.of(textLength, graph.scalar(1L)));
    String id = graph.apply("GatherND", List.of(ids, last), attribute("batch_dims", 1L));
    String words = graph.apply("Unsqueeze", List.of(word(id), graph.longs(1)));
    return layers.add(
        layers.add(words, position(layers.add(textLength, graph.scalar((long) config.tokens())))),
        type(1));
  }

  /** What padding adds to scores: {@code [texts,1,1,N]}. */
  private String bias() {
    String padding =
        layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), graph.toFloat(mask))), HIDDEN);
    String shape =
        graph.apply(
            "Concat",
            List.of(dimension(mask, 0), graph.longs(config.tokens() + 1L)),
            attribute("axis", 0L));
    String all =
        graph.apply(
            "Concat",
            List.of(padding, graph.apply("Expand", List.of(graph.scalar(0f), shape))),
            attribute("axis", 1L));
    return graph.apply("Unsqueeze", List.of(all, graph.longs(1, 2)));
  }

  private String word(String tokens) {
    return graph.apply("Gather", List.of(layers.parameter(EdjeTensors.WORDS), tokens));
  }

  private String position(String places) {
    return graph.apply("Gather", List.of(layers.parameter(EdjeTensors.POSITIONS), places));
  }

  /** The vector of a segment, {@code [1,H]}. */
  private String type(long segment) {
    return graph.apply(
        "Slice",
        List.of(
            layers.parameter(EdjeTensors.TYPES),
            graph.longs(segment),
            graph.longs(segment + 1),
            graph.longs(0)));
  }

  private String forEach(String pairs, String rows) {
    String shape = graph.apply("Concat", List.of(pairs, graph.longs(1, 1)), attribute("axis", 0L));
    return graph.apply("Expand", List.of(rows, shape));
  }

  private String dimension(String x, long axis) {
    return graph.apply("Shape", List.of(x), attribute("start", axis), attribute("end", axis + 1));
  }
}
