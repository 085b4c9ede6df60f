package dev.diptych.encoders.internal.coca;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PictureTokens;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import dev.diptych.encoders.internal.openclip.OpenClipTowers;
import java.util.List;

/**
 * The graphs of both towers of a checked checkpoint:
 *
 * <pre>
 * image   pixels f32 [B,3,S,S]     -> features f32 [B,P,D], the pooled tokens; vector f32 [B,D] of unit length
 * text    ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D] of unit length
 * </pre>
 */
final class CocaGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private static final String POOL = "visual.attn_pool.attn.";

  private final CocaConfig config;
  private final OnnxGraph graph;
  private final Layers layers;

  /**
   * The towers, to be added to a graph.
   *
   * @param layers of the same graph
   */
  CocaGraphs(CocaConfig config, OnnxGraph graph, Layers layers) {
    this.config = config;
    this.graph = graph;
    this.layers = layers;
  }

  ModelProto image() {
    String pixels = graph.floatInput("pixels", "B", 3, config.imageSize(), config.imageSize());
    String embedded =
        PictureTokens.of(
            graph,
            layers,
            pixels,
            layers.parameter(CocaTensors.PATCHES),
            config.patchSize(),
            config.vision().hidden(),
            layers.parameter(OpenClipTowers.PICTURE_CLASS),
            layers.parameter(CocaTensors.PICTURE_POSITIONS));
    String patches =
        new PytorchBlocks(layers, CocaTensors.VISION, config.vision())
            .run(norm(embedded, "visual.ln_pre"), null, "visual.attn_pool.ln_k")
            .normed();
    String features = norm(pooled(patches), "visual.ln_post");
    graph.floatOutput("features", features, "B", config.queries(), config.joint());
    vector(layers.reshape(layers.firstRow(features), 0, config.joint()), "visual.proj");
    return graph.build();
  }

  /** Attention of the learnt queries to the patches: {@code [B,P,W] -> [B,Q,D]}. */
  private String pooled(String patches) {
    int heads = config.poolerHeads();
    int headWidth = config.joint() / heads;
    List<String> biases = layers.parts(layers.parameter(POOL + "in_proj_bias"), 3);
    // Of the parameters alone, and therefore worked out once, when the graph is loaded.
    String queries =
        graph.apply(
            "Unsqueeze",
            List.of(
                norm(layers.parameter(CocaTensors.QUERY), "visual.attn_pool.ln_q"),
                graph.longs(0)));
    String query =
        layers.add(layers.floatProductOf(queries, POOL + "q_proj_weight"), biases.getFirst());
    String keys = layers.add(layers.productOf(patches, POOL + "k_proj_weight"), biases.get(1));
    String values = layers.add(layers.productOf(patches, POOL + "v_proj_weight"), biases.get(2));
    String mixed =
        layers.attention(
            layers.splitHeads(query, heads, headWidth),
            layers.splitHeads(keys, heads, headWidth),
            layers.splitHeads(values, heads, headWidth),
            heads,
            headWidth,
            null);
    return layers.linear(mixed, POOL + "out_proj");
  }

  ModelProto text() {
    String ids = graph.longInput("ids", "B", "T");
    graph.longInput("mask", "B", "T");
    CocaText text = new CocaText(graph, layers, config, ids);
    String rows =
        new PytorchBlocks(layers, CocaTensors.TEXT, config.text())
            .run(text.embedded(), text.bias(), "text.ln_final")
            .normed();
    vector(layers.reshape(layers.lastRow(rows), 0, config.text().hidden()), "text.text_projection");
    return graph.build();
  }

  private String norm(String x, String name) {
    return layers.norm(x, name, config.vision().epsilon());
  }

  /** What lies in the joint space; its matrix is stored {@code [in,out]}. */
  private void vector(String row, String projection) {
    graph.floatOutput(
        "vector",
        layers.unitLength(layers.matMul(row, layers.parameter(projection))),
        "B",
        config.joint());
  }
}
