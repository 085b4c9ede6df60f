package dev.diptych.encoders.internal.clip;

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
 * text    ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D] of unit length
 * </pre>
 */
final class ClipGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final ClipConfig config;
  private final OnnxGraph graph;
  private final Layers layers;

  private ClipGraphs(String name, ClipConfig config, WeightFile weights, Precision precision) {
    this.config = config;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights, precision);
  }

  /** Writes both graphs. The same checkpoint gives the same bytes. */
  static void compile(ClipConfig config, Checkpoint tensors, Precision precision, Path folder)
      throws IOException {
    try (WeightFile weights = new WeightFile(folder, tensors)) {
      GraphFile.write(
          folder,
          GraphImageEncoder.GRAPH,
          new ClipGraphs(GraphImageEncoder.GRAPH, config, weights, precision).image());
      GraphFile.write(
          folder,
          GraphTextEncoder.GRAPH,
          new ClipGraphs(GraphTextEncoder.GRAPH, config, weights, precision).text());
    }
  }

  private ModelProto image() {
    int width = config.vision().hidden();
    String pixels = graph.floatInput("pixels", "B", 3, config.imageSize(), config.imageSize());
    String first =
        layers.norm(patches(pixels), ClipTensors.FIRST_NORM, config.vision().layerNormEps());
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

  /** Patches row by row, the class token before them, positions added. */
  private String patches(String pixels) {
    String prefix = "vision_model.embeddings.";
    long patch = config.patchSize();
    int width = config.vision().hidden();
    String patches =
        graph.apply(
            "Conv",
            List.of(pixels, layers.parameter(prefix + "patch_embedding.weight")),
            attribute("kernel_shape", List.of(patch, patch)),
            attribute("strides", List.of(patch, patch)));
    String rows = layers.transpose(layers.reshape(patches, 0, width, -1), 0L, 2L, 1L);
    String batch =
        graph.apply("Shape", List.of(pixels), attribute("start", 0L), attribute("end", 1L));
    String shape =
        graph.apply("Concat", List.of(batch, graph.longs(1, width)), attribute("axis", 0L));
    String classToken =
        graph.apply("Expand", List.of(layers.parameter(prefix + "class_embedding"), shape));
    String tokens = graph.apply("Concat", List.of(classToken, rows), attribute("axis", 1L));
    return layers.add(tokens, layers.parameter(prefix + "position_embedding.weight"));
  }

  private ModelProto text() {
    String ids = graph.longInput("ids", "B", "T");
    String mask = graph.longInput("mask", "B", "T");
    String prefix = "text_model.embeddings.";
    String length =
        graph.apply("Shape", List.of(ids), attribute("start", 1L), attribute("end", 2L));
    String words =
        graph.apply("Gather", List.of(layers.parameter(prefix + "token_embedding.weight"), ids));
    String positions =
        graph.apply(
            "Slice",
            List.of(
                layers.parameter(prefix + "position_embedding.weight"),
                graph.longs(0),
                length,
                graph.longs(0)));
    String x =
        new PreNormTower(graph, layers, config.text(), "text_model")
            .run(
                layers.add(words, positions),
                causalBias(mask, length),
                "text_model.final_layer_norm");
    String end = graph.apply("Unsqueeze", List.of(endPlaces(ids), graph.longs(1)));
    vector(
        graph.apply("GatherND", List.of(x, end), attribute("batch_dims", 1L)), "text_projection");
    return graph.build();
  }

  /** What padding and the future add to scores: {@code [B,1,T,T]}. */
  private String causalBias(String mask, String length) {
    String end = graph.apply("Squeeze", List.of(length));
    String places = graph.apply("Range", List.of(graph.scalar(0L), end, graph.scalar(1L)));
    String past =
        graph.apply(
            "LessOrEqual",
            List.of(places, graph.apply("Unsqueeze", List.of(places, graph.longs(1)))));
    String padding = graph.apply("Unsqueeze", List.of(graph.toFloat(mask), graph.longs(1, 2)));
    String seen = graph.apply("Mul", List.of(padding, graph.toFloat(past)));
    return layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), seen)), HIDDEN);
  }

  /** Where each text ends, the first place of several: {@code i64 [B]}. */
  private String endPlaces(String ids) {
    String marks =
        config.endId() == ClipConfig.LARGEST_ID
            ? ids
            : graph.apply("Equal", List.of(ids, graph.scalar((long) config.endId())));
    return graph.apply(
        "ArgMax",
        List.of(graph.toFloat(marks)),
        attribute("axis", 1L),
        attribute("keepdims", 0L),
        attribute("select_last_index", 0L));
  }

  private void vector(String row, String projection) {
    graph.floatOutput(
        "vector", layers.unitLength(layers.floatProduct(row, projection)), "B", config.joint());
  }
}
