package dev.diptych.encoders.internal.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;

/**
 * The image-grounded encoder (ITM), in the two directions of a search. Both compute the same
 * logits; each shares what its many pairs have in common. Attention among words is bidirectional;
 * the last layer works out the first row alone.
 */
final class MatchGraph {

  private final BlipConfig config;
  private final OnnxGraph graph;
  private final Layers layers;
  private final TextTower tower;

  private MatchGraph(String name, BlipConfig config, WeightFile weights) {
    this.config = config;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights);
    this.tower = new TextTower(graph, layers, config.text(), "text_encoder");
  }

  /**
   * One text, many pictures: {@code ids, mask i64 [1,T], features f32 [K,P,W] -> logits f32 [K,2]}.
   * Until the first cross-attention everything depends on the text alone and is computed once.
   */
  static ModelProto forImages(BlipConfig config, WeightFile weights) {
    MatchGraph match = new MatchGraph("match-images", config, weights);
    String ids = match.graph.longInput("ids", 1, "T");
    String mask = match.graph.longInput("mask", 1, "T");
    String features = match.featuresInput("K");
    CrossAttention cross =
        new RearrangedCrossAttention(
            match.graph, match.layers, weights, match.tower, config.vision().hidden(), features);
    return match.build(ids, mask, cross, true);
  }

  /**
   * One picture, many texts: {@code ids, mask i64 [K,T], features f32 [1,P,W] -> logits f32 [K,2]}.
   */
  static ModelProto forTexts(BlipConfig config, WeightFile weights) {
    MatchGraph match = new MatchGraph("match-texts", config, weights);
    String ids = match.graph.longInput("ids", "K", "T");
    String mask = match.graph.longInput("mask", "K", "T");
    String features = match.featuresInput(1);
    return match.build(
        ids, mask, new ProjectedCrossAttention(match.layers, match.tower, features), true);
  }

  /**
   * The model as its authors wrote it, patches projected to keys and values in every layer: {@code
   * ids, mask i64 [1,T], features f32 [K,P,W] -> logits f32 [K,2]}. What {@link #forImages} is
   * measured and tested against.
   */
  static ModelProto plain(BlipConfig config, WeightFile weights) {
    MatchGraph match = new MatchGraph("match-plain", config, weights);
    String ids = match.graph.longInput("ids", 1, "T");
    String mask = match.graph.longInput("mask", 1, "T");
    String features = match.featuresInput("K");
    return match.build(
        ids, mask, new ProjectedCrossAttention(match.layers, match.tower, features), false);
  }

  private String featuresInput(Object pictures) {
    return graph.floatInput(
        "features", pictures, config.vision().patches(), config.vision().hidden());
  }

  private ModelProto build(String ids, String mask, CrossAttention cross, boolean firstRowAlone) {
    String bias = tower.paddingBias(mask);
    String x = tower.embed(ids);
    int last = config.text().layers() - 1;
    for (int i = 0; i <= last; i++) {
      String rows = i == last && firstRowAlone ? layers.firstRow(x) : x;
      String grounded =
          cross.apply(i, tower.selfAttention(i, rows, tower.keysAndValues(i, x), bias));
      x = tower.feedForward(i, grounded);
    }
    String first = layers.reshape(layers.firstRow(x), 0, config.text().hidden());
    graph.floatOutput("logits", layers.linear(first, "itm_head"), "K", 2);
    return graph.build();
  }
}
