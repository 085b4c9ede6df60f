package dev.diptych.encoders.internal.blip;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.List;

/**
 * The parts of the text tower, a post-norm BERT with an optional cross-attention in each layer
 * (BLIP section 3.1), added to one graph. Which parts run, and over which rows, is what tells ITC,
 * ITM and captioning apart.
 */
final class TextTower {

  /** Added to the scores of keys that must not be seen; finite, as in the original. */
  private static final float HIDDEN = -10000f;

  private final OnnxGraph graph;
  private final Layers layers;
  private final TextConfig text;
  private final String prefix;
  private final boolean tokenTypes;

  /**
   * @param prefix {@code text_encoder} or {@code text_decoder.bert}
   * @param tokenTypes as {@link Fusion} says
   */
  TextTower(OnnxGraph graph, Layers layers, TextConfig text, String prefix, boolean tokenTypes) {
    this.tokenTypes = tokenTypes;
    this.graph = graph;
    this.layers = layers;
    this.text = text;
    this.prefix = prefix;
  }

  int headWidth() {
    return text.hidden() / text.heads();
  }

  String layer(int index) {
    return prefix + ".encoder.layer." + index;
  }

  /** Words at positions 0 to T-1: {@code ids i64 [B,T] -> [B,T,H]}. */
  String embed(String ids) {
    String length =
        graph.apply("Shape", List.of(ids), attribute("start", 1L), attribute("end", 2L));
    String positions =
        graph.apply(
            "Slice",
            List.of(
                layers.parameter(prefix + ".embeddings.position_embeddings.weight"),
                graph.longs(0),
                length,
                graph.longs(0)));
    return embed(ids, positions);
  }

  /** Words at given positions: {@code ids i64 [B,T], positions i64 [T] -> [B,T,H]}. */
  String embedAt(String ids, String positions) {
    return embed(
        ids,
        graph.apply(
            "Gather",
            List.of(
                layers.parameter(prefix + ".embeddings.position_embeddings.weight"), positions)));
  }

  private String embed(String ids, String positionRows) {
    String words =
        graph.apply(
            "Gather",
            List.of(layers.parameter(prefix + ".embeddings.word_embeddings.weight"), ids));
    return layers.norm(
        layers.add(tokenTypes ? layers.add(words, firstType()) : words, positionRows),
        prefix + ".embeddings.LayerNorm",
        text.layerNormEps());
  }

  /** The vector of the first segment, {@code [1,H]}. */
  private String firstType() {
    return graph.apply(
        "Slice",
        List.of(
            layers.parameter(prefix + ".embeddings.token_type_embeddings.weight"),
            graph.longs(0),
            graph.longs(1),
            graph.longs(0)));
  }

  /** What padding adds to scores: {@code mask i64 [B,T] -> [B,1,1,T]}. */
  String paddingBias(String mask) {
    return hide(graph.apply("Unsqueeze", List.of(graph.toFloat(mask), graph.longs(1, 2))));
  }

  /**
   * What padding and the future add to scores.
   *
   * @param mask {@code i64 [B,N]} over all N tokens so far
   * @param positions {@code i64 [T]}, places of the T newest among them
   * @return {@code [B,1,T,N]}
   */
  String causalBias(String mask, String positions) {
    String seen = graph.apply("Shape", List.of(mask), attribute("start", 1L), attribute("end", 2L));
    String end = graph.apply("Squeeze", List.of(seen));
    String places = graph.apply("Range", List.of(graph.scalar(0L), end, graph.scalar(1L)));
    String past =
        graph.apply(
            "LessOrEqual",
            List.of(places, graph.apply("Unsqueeze", List.of(positions, graph.longs(1)))));
    String padding = graph.apply("Unsqueeze", List.of(graph.toFloat(mask), graph.longs(1, 2)));
    return hide(graph.apply("Mul", List.of(padding, graph.toFloat(past))));
  }

  private String hide(String keep) {
    return layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), keep)), HIDDEN);
  }

  /** Keys and values of one self-attention: {@code [B,h,N,d]} each. */
  record KeysAndValues(String keys, String values) {}

  /** Projects rows to keys and values: {@code [B,T,H] -> 2 x [B,h,T,d]}. */
  KeysAndValues keysAndValues(int index, String x) {
    String self = layer(index) + ".attention.self";
    return new KeysAndValues(
        layers.splitHeads(layers.linear(x, self + ".key"), text.heads(), headWidth()),
        layers.splitHeads(layers.linear(x, self + ".value"), text.heads(), headWidth()));
  }

  /**
   * Self-attention of some rows over keys and values, residual and norm: {@code rows [B,T,H] ->
   * [B,T,H]}.
   *
   * @param bias {@code [B,1,T or 1,N]}
   */
  String selfAttention(int index, String rows, KeysAndValues over, String bias) {
    String attention = layer(index) + ".attention";
    String query = query(rows, attention);
    String scores =
        layers.add(layers.matMul(query, layers.transpose(over.keys(), 0L, 1L, 3L, 2L)), bias);
    String mixed = layers.matMul(layers.softmax(scores), over.values());
    return close(layers.mergeHeads(mixed, text.heads(), headWidth()), rows, attention);
  }

  /** Scaled queries of an attention: {@code [B,T,H] -> [B,h,T,d]}. */
  String query(String rows, String attention) {
    String query =
        layers.splitHeads(
            layers.linear(rows, attention + ".self.query"), text.heads(), headWidth());
    return layers.multiply(query, (float) (1 / Math.sqrt(headWidth())));
  }

  /** The end of each attention: output projection, residual, norm. */
  String close(String mixed, String residual, String attention) {
    return layers
        .linearOnto(
            residual,
            mixed,
            attention + ".output.dense",
            attention + ".output.LayerNorm",
            text.layerNormEps())
        .normed();
  }

  /** The feed-forward part, residual and norm. */
  String feedForward(int index, String x) {
    String inner = layers.gelu(layers.linear(x, layer(index) + ".intermediate.dense"));
    return close(inner, x, layer(index));
  }

  TextConfig config() {
    return text;
  }
}
