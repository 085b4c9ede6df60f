package dev.diptych.encoders.internal.clip;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.graph.CausalText;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PictureTokens;
import dev.diptych.encoders.internal.graph.PreNormTower;
import java.util.List;

/**
 * The graphs of both towers of a checked checkpoint:
 *
 * <pre>
 * image   pixels f32 [B,3,S,S]     -> features f32 [B,P,W], vector f32 [B,D] of unit length
 * text    ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D] of unit length
 * </pre>
 */
final class ClipGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private final ClipConfig config;
  private final OnnxGraph graph;
  private final Layers layers;

  /**
   * The towers, to be added to a graph.
   *
   * @param layers of the same graph
   */
  ClipGraphs(ClipConfig config, OnnxGraph graph, Layers layers) {
    this.config = config;
    this.graph = graph;
    this.layers = layers;
  }

  ModelProto image() {
    int width = config.vision().hidden();
    String pixels = graph.floatInput("pixels", "B", 3, config.imageSize(), config.imageSize());
    String embeddings = "vision_model.embeddings.";
    String embedded =
        PictureTokens.of(
            graph,
            layers,
            pixels,
            layers.parameter(embeddings + "patch_embedding.weight"),
            config.patchSize(),
            width,
            layers.parameter(embeddings + "class_embedding"),
            layers.parameter(embeddings + "position_embedding.weight"));
    String first = layers.norm(embedded, ClipTensors.FIRST_NORM, config.vision().layerNormEps());
    // The norm of the end is only read at the class token; over all of them it costs next to
    // nothing, and gives features that are of one size.
    String features =
        new PreNormTower(graph, layers, config.vision(), "vision_model")
            .run(first, null, "vision_model.post_layernorm");
    graph.floatOutput("features", features, "B", config.patches(), width);
    String classToken = layers.reshape(layers.firstRow(features), 0, width);
    vector(classToken, "visual_projection");
    return graph.build();
  }

  ModelProto text() {
    String ids = graph.longInput("ids", "B", "T");
    String mask = graph.longInput("mask", "B", "T");
    String embeddings = "text_model.embeddings.";
    CausalText text = new CausalText(graph, layers, ids, mask);
    String rows =
        new PreNormTower(graph, layers, config.text(), "text_model")
            .run(
                text.embedded(
                    layers.parameter(embeddings + "token_embedding.weight"),
                    layers.parameter(embeddings + "position_embedding.weight")),
                text.bias(),
                "text_model.final_layer_norm");
    String marks =
        config.endId() == ClipConfig.LARGEST_ID
            ? ids
            : graph.apply("Equal", List.of(ids, graph.scalar((long) config.endId())));
    vector(text.rowOfLargest(rows, marks), "text_projection");
    return graph.build();
  }

  private void vector(String row, String projection) {
    graph.floatOutput(
        "vector", layers.unitLength(layers.floatProduct(row, projection)), "B", config.joint());
  }
}
