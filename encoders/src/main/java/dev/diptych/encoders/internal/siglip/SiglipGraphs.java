package dev.diptych.encoders.internal.siglip;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PreNormTower;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns a checked checkpoint into the graphs of its two towers:
 *
 * <pre>
 * image   pixels f32 [B,3,S,S]     -> features f32 [B,P,W], vector f32 [B,D] of unit length
 * text    ids i64 [B,T]            -> vector f32 [B,D] of unit length
 * </pre>
 *
 * T is fixed and there is no mask: texts are filled up, and what fills them is read, too.
 */
final class SiglipGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private final SiglipSizes sizes;
  private final OnnxGraph graph;
  private final Layers layers;

  private SiglipGraphs(String name, SiglipSizes sizes, WeightFile weights, Precision precision) {
    this.sizes = sizes;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights, precision);
  }

  /** Writes both graphs. The same checkpoint gives the same bytes. */
  static void compile(SiglipSizes sizes, Checkpoint tensors, Precision precision, Path folder)
      throws IOException {
    try (WeightFile weights = new WeightFile(folder, tensors)) {
      GraphFile.write(
          folder,
          GraphImageEncoder.GRAPH,
          new SiglipGraphs(GraphImageEncoder.GRAPH, sizes, weights, precision).image());
      GraphFile.write(
          folder,
          GraphTextEncoder.GRAPH,
          new SiglipGraphs(GraphTextEncoder.GRAPH, sizes, weights, precision).text());
    }
  }

  private ModelProto image() {
    String pixels = graph.floatInput("pixels", "B", 3, sizes.imageSize(), sizes.imageSize());
    PreNormTower tower = new PreNormTower(graph, layers, sizes.vision(), "vision_model");
    String features = tower.run(patches(pixels), null, "vision_model.post_layernorm");
    graph.floatOutput("features", features, "B", sizes.patches(), sizes.vision().hidden());
    graph.floatOutput("vector", layers.unitLength(pooled(tower, features)), "B", sizes.joint());
    return graph.build();
  }

  /** Patches row by row, positions added; there is no class token. */
  private String patches(String pixels) {
    String prefix = "vision_model.embeddings.";
    long patch = sizes.patchSize();
    String patches =
        graph.apply(
            "Conv",
            List.of(
                pixels,
                layers.parameter(prefix + "patch_embedding.weight"),
                layers.parameter(prefix + "patch_embedding.bias")),
            attribute("kernel_shape", List.of(patch, patch)),
            attribute("strides", List.of(patch, patch)));
    String rows =
        layers.transpose(layers.reshape(patches, 0, sizes.vision().hidden(), -1), 0L, 2L, 1L);
    return layers.add(rows, layers.parameter(prefix + "position_embedding.weight"));
  }

  /**
   * The pooling head: a learned question looks at all patches, and a feed-forward part reads what
   * it saw. {@code [B,P,W] -> [B,W]}. What is worked out once for a picture stays in floats.
   */
  private String pooled(PreNormTower tower, String features) {
    String attention = SiglipTensors.ATTENTION;
    int width = sizes.vision().hidden();
    int heads = sizes.vision().heads();
    int headWidth = width / heads;
    String question =
        layers.floatLinear(layers.parameter(SiglipTensors.HEAD + ".probe"), attention + ".q_proj");
    String query =
        layers.multiply(
            layers.splitHeads(question, heads, headWidth), (float) (1 / Math.sqrt(headWidth)));
    String keys =
        layers.transpose(
            layers.splitHeads(layers.linear(features, attention + ".k_proj"), heads, headWidth),
            0L,
            1L,
            3L,
            2L);
    String values =
        layers.splitHeads(layers.linear(features, attention + ".v_proj"), heads, headWidth);
    String mixed = layers.matMul(layers.softmax(layers.matMul(query, keys)), values);
    String seen =
        layers.floatLinear(layers.mergeHeads(mixed, heads, headWidth), attention + ".out_proj");
    String normed =
        layers.norm(seen, SiglipTensors.HEAD + ".layernorm", sizes.vision().layerNormEps());
    String inner = tower.activation(layers.floatLinear(normed, SiglipTensors.HEAD + ".mlp.fc1"));
    String read = layers.add(seen, layers.floatLinear(inner, SiglipTensors.HEAD + ".mlp.fc2"));
    return layers.reshape(read, 0, width);
  }

  private ModelProto text() {
    String ids = graph.longInput("ids", "B", sizes.positions());
    String prefix = "text_model.embeddings.";
    String words =
        graph.apply("Gather", List.of(layers.parameter(prefix + "token_embedding.weight"), ids));
    String embedded = layers.add(words, layers.parameter(prefix + "position_embedding.weight"));
    // The vector is read at the last position, whatever stands there.
    String last =
        new PreNormTower(graph, layers, sizes.text(), "text_model")
            .runToLastRow(embedded, "text_model.final_layer_norm");
    String row = layers.reshape(last, 0, sizes.text().hidden());
    graph.floatOutput(
        "vector",
        layers.unitLength(layers.floatLinear(row, "text_model.head")),
        "B",
        sizes.joint());
    return graph.build();
  }
}
