package dev.diptych.encoders.internal.siglip;

import ai.onnx.proto.OnnxMl.ModelProto;
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
 * text    ids i64 [B,T]            -> vector f32 [B,D] of unit length
 * </pre>
 *
 * T is fixed and there is no mask: texts are filled up, and what fills them is read, too.
 */
public final class SiglipGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private final SiglipSizes sizes;
  private final OnnxGraph graph;
  private final Layers layers;

  /**
   * The towers, to be added to a graph.
   *
   * @param layers of the same graph
   */
  public SiglipGraphs(SiglipSizes sizes, OnnxGraph graph, Layers layers) {
    this.sizes = sizes;
    this.graph = graph;
    this.layers = layers;
  }

  /** {@return the whole graph of pictures} */
  ModelProto image() {
    String features = patchFeatures(pixels());
    graph.floatOutput("features", features, "B", sizes.patches(), sizes.vision().hidden());
    graph.floatOutput("vector", vector(features), "B", sizes.joint());
    return graph.build();
  }

  /** Adds the input of pictures, {@code f32 [B,3,S,S]}. {@return its name} */
  public String pixels() {
    return graph.floatInput("pixels", "B", 3, sizes.imageSize(), sizes.imageSize());
  }

  /** What the vision tower makes of pictures: {@code f32 [B,3,S,S] -> f32 [B,P,W]}. */
  public String patchFeatures(String pixels) {
    String prefix = "vision_model.embeddings.";
    // Positions added row by row; there is no class token.
    String patches =
        layers.add(
            PictureTokens.patches(
                graph,
                layers,
                pixels,
                List.of(
                    layers.parameter(prefix + "patch_embedding.weight"),
                    layers.parameter(prefix + "patch_embedding.bias")),
                sizes.patchSize(),
                sizes.vision().hidden()),
            layers.parameter(prefix + "position_embedding.weight"));
    return tower().run(patches, null, "vision_model.post_layernorm");
  }

  /** The vectors of pictures by their features: {@code f32 [B,P,W] -> f32 [B,D]} of unit length. */
  public String vector(String features) {
    return layers.unitLength(pooled(tower(), features));
  }

  private PreNormTower tower() {
    return new PreNormTower(graph, layers, sizes.vision(), "vision_model");
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

  /** {@return the whole graph of texts} */
  public ModelProto text() {
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
