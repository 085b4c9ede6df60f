package dev.diptych.encoders.internal.blip;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;

/**
 * The text half of ITC: {@code ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D]}, unit length. The
 * tower runs without its cross-attentions, and without the layers that are for the picture alone;
 * the last layer works out the first row alone, the only one that is read.
 */
final class TextGraph {

  private TextGraph() {}

  static ModelProto build(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision) {
    OnnxGraph graph = new OnnxGraph("text");
    Layers layers = new Layers(graph, weights, precision);
    TextTower tower =
        new TextTower(graph, layers, config.text(), "text_encoder", fusion.tokenTypes());
    String ids = graph.longInput("ids", "B", "T");
    String mask = graph.longInput("mask", "B", "T");
    String bias = tower.paddingBias(mask);
    String x = tower.embed(ids);
    int last = fusion.textLayers(config.text().layers()) - 1;
    for (int i = 0; i <= last; i++) {
      String rows = i == last ? layers.firstRow(x) : x;
      x = tower.feedForward(i, tower.selfAttention(i, rows, tower.keysAndValues(i, x), bias));
    }
    String first = layers.reshape(x, 0, config.text().hidden());
    graph.floatOutput(
        "vector", layers.unitLength(layers.floatLinear(first, "text_proj")), "B", config.joint());
    return graph.build();
  }
}
