package dev.diptych.encoders.internal.coca;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.List;

/**
 * The rows of a text and what they may look at. The class token, which the vector is read at, is
 * the last row and always has the last position, however short the text.
 *
 * <p>The released models were trained with a mask for it that is off by one: the first token is
 * always seen, and the one at place j only where there is a token at j - 1. So the first row of
 * padding is seen, and the class token itself only behind a text of full length. The id 0 counts as
 * padding, also within a text. Rows beyond the first of padding weigh nothing, which is why texts
 * need not be filled up to their full length here.
 */
final class CocaText {

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final OnnxGraph graph;
  private final Layers layers;
  private final CocaConfig config;

  /** {@code i64 [B,N-1]}, with a row of padding unless the text has full length. */
  private final String padded;

  private final String batch;

  /**
   * @param ids {@code i64 [B,T]}, 0 where a text has ended
   */
  CocaText(OnnxGraph graph, Layers layers, CocaConfig config, String ids) {
    this.graph = graph;
    this.layers = layers;
    this.config = config;
    this.batch = dimension(ids, 0);
    String longer =
        graph.apply(
            "Concat",
            List.of(ids, graph.apply("Expand", List.of(graph.scalar(0L), oneOfEach()))),
            attribute("axis", 1L));
    this.padded =
        graph.apply(
            "Slice",
            List.of(longer, graph.longs(0), graph.longs(config.context()), graph.longs(1)));
  }

  /** {@return tokens with positions, the class token behind them: {@code [B,N,H]}} */
  String embedded() {
    String table = layers.parameter(CocaTensors.TEXT_POSITIONS);
    String positions = slice(table, graph.longs(0), dimension(padded, 1));
    String words = graph.apply("Gather", List.of(layers.parameter(CocaTensors.WORDS), padded));
    long last = config.context();
    String classToken =
        layers.add(
            layers.parameter(CocaTensors.TEXT_CLASS),
            slice(table, graph.longs(last), graph.longs(last + 1)));
    String shape =
        graph.apply(
            "Concat",
            List.of(batch, graph.longs(1, config.text().hidden())),
            attribute("axis", 0L));
    return graph.apply(
        "Concat",
        List.of(layers.add(words, positions), graph.apply("Expand", List.of(classToken, shape))),
        attribute("axis", 1L));
  }

  /** {@return what is added to scores: {@code [B,1,N,N]}} */
  String bias() {
    String tokens = graph.apply("Squeeze", List.of(dimension(padded, 1)));
    String rows = layers.add(tokens, graph.scalar(1L));
    String keys = graph.apply("Range", List.of(graph.scalar(0L), rows, graph.scalar(1L)));
    String queries = graph.apply("Unsqueeze", List.of(keys, graph.longs(1)));
    String future = graph.toFloat(graph.apply("Greater", List.of(keys, queries)));
    String isClass = graph.toFloat(graph.apply("Equal", List.of(queries, tokens)));
    String padding = graph.toFloat(graph.apply("Equal", List.of(padded, graph.scalar(0L))));
    String first = graph.apply("Expand", List.of(graph.scalar(0f), oneOfEach()));
    String unseen =
        graph.apply(
            "Unsqueeze",
            List.of(
                graph.apply("Concat", List.of(first, padding), attribute("axis", 1L)),
                graph.longs(1)));
    String hidden = layers.add(future, graph.apply("Mul", List.of(isClass, unseen)));
    return layers.multiply(graph.apply("Unsqueeze", List.of(hidden, graph.longs(1))), HIDDEN);
  }

  private String dimension(String x, long axis) {
    return graph.apply("Shape", List.of(x), attribute("start", axis), attribute("end", axis + 1));
  }

  /** {@return the shape of one number for each text, {@code [B,1]}} */
  private String oneOfEach() {
    return graph.apply("Concat", List.of(batch, graph.longs(1)), attribute("axis", 0L));
  }

  private String slice(String x, String from, String to) {
    return graph.apply("Slice", List.of(x, from, to, graph.longs(0)));
  }
}
