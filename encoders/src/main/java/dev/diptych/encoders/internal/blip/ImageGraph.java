package dev.diptych.encoders.internal.blip;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.graph.Kernels;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;

/**
 * The vision tower: {@code pixels f32 [B,3,S,S] -> features f32 [B,P,W]} and, with ITC, {@code
 * vector f32 [B,D]} of unit length. A pre-norm transformer (ViT; Dosovitskiy et al. 2021) whose
 * last norm is applied exactly once.
 */
public final class ImageGraph {

  private final VisionConfig vision;
  private final OnnxGraph graph;
  private final Layers layers;

  private ImageGraph(VisionConfig vision, OnnxGraph graph, Layers layers) {
    this.vision = vision;
    this.graph = graph;
    this.layers = layers;
  }

  static ModelProto build(
      BlipConfig config, WeightFile weights, Precision precision, boolean withVector) {
    return build(config, weights, precision, Kernels.FUSED, withVector);
  }

  /**
   * Adds the tower to a graph of another family, by the same names of tensors: {@code f32 [B,3,S,S]
   * -> f32 [B,P,W]}.
   */
  public static String features(
      VisionConfig vision, OnnxGraph graph, Layers layers, String pixels) {
    ImageGraph image = new ImageGraph(vision, graph, layers);
    return image.tower(image.embed(pixels));
  }

  /** The same tower of standard operators alone: what the other is measured and tested against. */
  static ModelProto plain(BlipConfig config, WeightFile weights, boolean withVector) {
    return build(config, weights, Precision.F32, Kernels.STANDARD, withVector);
  }

  private static ModelProto build(
      BlipConfig config,
      WeightFile weights,
      Precision precision,
      Kernels kernels,
      boolean withVector) {
    OnnxGraph graph = new OnnxGraph("image");
    Layers layers = new Layers(graph, weights, precision, kernels);
    VisionConfig vision = config.vision();
    String pixels = graph.floatInput("pixels", "B", 3, vision.imageSize(), vision.imageSize());
    String features = features(vision, graph, layers, pixels);
    graph.floatOutput("features", features, "B", vision.patches(), vision.hidden());
    if (withVector) {
      String first = layers.reshape(layers.firstRow(features), 0, vision.hidden());
      String vector = layers.unitLength(layers.floatLinear(first, "vision_proj"));
      graph.floatOutput("vector", vector, "B", config.joint());
    }
    return graph.build();
  }

  /**
   * Patches row by row, the class token before them, positions added: {@code [B,3,S,S] -> [B,P,W]}.
   */
  private String embed(String pixels) {
    String prefix = "vision_model.embeddings.";
    long patch = vision.patchSize();
    String patches =
        graph.apply(
            "Conv",
            List.of(
                pixels,
                layers.parameter(prefix + "patch_embedding.weight"),
                layers.parameter(prefix + "patch_embedding.bias")),
            attribute("kernel_shape", List.of(patch, patch)),
            attribute("strides", List.of(patch, patch)));
    String rows = layers.transpose(layers.reshape(patches, 0, vision.hidden(), -1), 0L, 2L, 1L);
    String batch =
        graph.apply("Shape", List.of(pixels), attribute("start", 0L), attribute("end", 1L));
    String shape =
        graph.apply(
            "Concat", List.of(batch, graph.longs(1, vision.hidden())), attribute("axis", 0L));
    String classToken =
        graph.apply("Expand", List.of(layers.parameter(prefix + "class_embedding"), shape));
    String tokens = graph.apply("Concat", List.of(classToken, rows), attribute("axis", 1L));
    return layers.add(tokens, layers.parameter(prefix + "position_embedding"));
  }

  /** Each norm is worked out along with the sum before it, so a layer begins with its norm done. */
  private String tower(String embedded) {
    String sum = embedded;
    String normed = layers.norm(sum, layer(0) + ".layer_norm1", vision.layerNormEps());
    for (int i = 0; i < vision.layers(); i++) {
      Residual attended =
          layers.linearOnto(
              sum,
              layers.selfAttention(
                  normed,
                  layer(i) + ".self_attn.qkv",
                  vision.heads(),
                  vision.hidden() / vision.heads()),
              layer(i) + ".self_attn.projection",
              layer(i) + ".layer_norm2",
              vision.layerNormEps());
      String inner = layers.gelu(layers.linear(attended.normed(), layer(i) + ".mlp.fc1"));
      Residual end =
          layers.linearOnto(
              attended.sum(),
              inner,
              layer(i) + ".mlp.fc2",
              i + 1 < vision.layers()
                  ? layer(i + 1) + ".layer_norm1"
                  : "vision_model.post_layernorm",
              vision.layerNormEps());
      sum = end.sum();
      normed = end.normed();
    }
    return normed;
  }

  private static String layer(int index) {
    return "vision_model.encoder.layers." + index;
  }
}
