package dev.diptych.encoders.internal.blip;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.TextTower.KeysAndValues;
import dev.diptych.encoders.internal.graph.FloatPatches;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;

/**
 * One step of the image-grounded decoder: T new tokens after N earlier ones, whose keys and values
 * are handed in and out.
 *
 * <pre>
 * ids i64 [B,T], mask i64 [B,N+T], positions i64 [T], features f32 [1 or B,P,W],
 * past-keys-i, past-values-i f32 [B,h,N,d]  ->  logits f32 [B,T,V], keys-i, values-i f32 [B,h,N+T,d]
 * </pre>
 */
final class CaptionGraph {

  private CaptionGraph() {}

  static ModelProto build(BlipConfig config, WeightFile weights) {
    OnnxGraph graph = new OnnxGraph("caption");
    Layers layers = new Layers(graph, weights, Precision.F32);
    TextTower tower = new TextTower(graph, layers, config.text(), "text_decoder.bert", false);
    int heads = config.text().heads();
    String ids = graph.longInput("ids", "B", "T");
    String mask = graph.longInput("mask", "B", "all");
    String positions = graph.longInput("positions", "T");
    String features =
        graph.floatInput(
            "features", "pictures", config.vision().patches(), config.vision().hidden());
    CrossAttention cross =
        new RearrangedCrossAttention(
            graph,
            layers,
            weights,
            tower,
            config.vision().hidden(),
            new FloatPatches(layers, features),
            null);
    String bias = tower.causalBias(mask, positions);
    String x = tower.embedAt(ids, positions);
    for (int i = 0; i < config.text().layers(); i++) {
      String pastKeys = graph.floatInput("past-keys-" + i, "B", heads, "N", tower.headWidth());
      String pastValues = graph.floatInput("past-values-" + i, "B", heads, "N", tower.headWidth());
      KeysAndValues fresh = tower.keysAndValues(i, x);
      KeysAndValues all =
          new KeysAndValues(
              append(graph, pastKeys, fresh.keys()), append(graph, pastValues, fresh.values()));
      graph.floatOutput("keys-" + i, all.keys(), "B", heads, "all", tower.headWidth());
      graph.floatOutput("values-" + i, all.values(), "B", heads, "all", tower.headWidth());
      x = tower.feedForward(i, cross.apply(i, tower.selfAttention(i, x, all, bias)));
    }
    String predictions = "text_decoder.cls.predictions";
    String transformed =
        layers.norm(
            layers.gelu(layers.linear(x, predictions + ".transform.dense")),
            predictions + ".transform.LayerNorm",
            config.text().layerNormEps());
    String logits =
        layers.add(
            layers.matMul(
                transformed, graph.weight(weights.transposed(predictions + ".decoder.weight"))),
            layers.parameter(predictions + ".bias"));
    graph.floatOutput("logits", logits, "B", "T", config.text().vocabulary());
    return graph.build();
  }

  private static String append(OnnxGraph graph, String past, String fresh) {
    return graph.apply("Concat", List.of(past, fresh), attribute("axis", 2L));
  }
}
