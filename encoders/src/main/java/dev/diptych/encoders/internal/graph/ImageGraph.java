package dev.diptych.encoders.internal.graph;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.VisionConfig;
import java.util.List;

/**
 * The vision tower: {@code pixels f32 [B,3,S,S] -> features f32 [B,P,W]} and, with ITC, {@code
 * vector f32 [B,D]} of unit length. A pre-norm transformer (ViT; Dosovitskiy et al. 2021) whose
 * last norm is applied exactly once.
 */
final class ImageGraph {

  private final VisionConfig vision;
  private final OnnxGraph graph = new OnnxGraph("image");
  private final Layers layers;

  private ImageGraph(BlipConfig config, WeightFile weights) {
    this.vision = config.vision();
    this.layers = new Layers(graph, weights);
  }

  static ModelProto build(BlipConfig config, WeightFile weights, boolean withVector) {
    ImageGraph image = new ImageGraph(config, weights);
    String pixels =
        image.graph.floatInput(
            "pixels", "B", 3, config.vision().imageSize(), config.vision().imageSize());
    String x = image.embed(pixels);
    for (int i = 0; i < config.vision().layers(); i++) {
      x = image.layer(x, "vision_model.encoder.layers." + i);
    }
    String features =
        image.layers.norm(x, "vision_model.post_layernorm", config.vision().layerNormEps());
    image.graph.floatOutput(
        "features", features, "B", config.vision().patches(), config.vision().hidden());
    if (withVector) {
      String first =
          image.layers.reshape(image.layers.firstRow(features), 0, config.vision().hidden());
      String vector = image.layers.unitLength(image.layers.linear(first, "vision_proj"));
      image.graph.floatOutput("vector", vector, "B", config.joint());
    }
    return image.graph.build();
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

  private String layer(String x, String prefix) {
    String attended =
        attention(
            layers.norm(x, prefix + ".layer_norm1", vision.layerNormEps()), prefix + ".self_attn");
    String y = layers.add(x, attended);
    String inner =
        layers.gelu(
            layers.linear(
                layers.norm(y, prefix + ".layer_norm2", vision.layerNormEps()),
                prefix + ".mlp.fc1"));
    return layers.add(y, layers.linear(inner, prefix + ".mlp.fc2"));
  }

  /** Self-attention; the fused projection holds all queries, then all keys, then all values. */
  private String attention(String x, String prefix) {
    int heads = vision.heads();
    int headWidth = vision.hidden() / heads;
    List<String> qkv =
        graph.applyMany(
            "Split",
            3,
            List.of(layers.linear(x, prefix + ".qkv")),
            attribute("axis", -1L),
            attribute("num_outputs", 3L));
    String query =
        layers.multiply(
            layers.splitHeads(qkv.get(0), heads, headWidth), (float) (1 / Math.sqrt(headWidth)));
    String keyTransposed =
        layers.transpose(layers.reshape(qkv.get(1), 0, 0, heads, headWidth), 0L, 2L, 3L, 1L);
    String value = layers.splitHeads(qkv.get(2), heads, headWidth);
    String mixed = layers.matMul(layers.softmax(layers.matMul(query, keyTransposed)), value);
    return layers.linear(layers.mergeHeads(mixed, heads, headWidth), prefix + ".projection");
  }
}
