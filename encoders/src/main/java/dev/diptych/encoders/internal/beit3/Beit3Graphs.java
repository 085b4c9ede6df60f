package dev.diptych.encoders.internal.beit3;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PictureTokens;
import java.util.List;

/**
 * Turns a checked checkpoint into the graphs of its two halves:
 *
 * <pre>
 * image   pixels f32 [B,3,S,S]     -> features f32 [B,P,D], vector f32 [B,D] of unit length
 * text    ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D] of unit length
 * </pre>
 */
final class Beit3Graphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final Beit3Config config;
  private final OnnxGraph graph;
  private final Layers layers;

  /**
   * The towers, to be added to a graph.
   *
   * @param layers of the same graph
   */
  Beit3Graphs(Beit3Config config, OnnxGraph graph, Layers layers) {
    this.config = config;
    this.graph = graph;
    this.layers = layers;
  }

  ModelProto image() {
    String pixels = graph.floatInput("pixels", "B", 3, config.imageSize(), config.imageSize());
    String tokens =
        PictureTokens.withClass(
            graph,
            layers,
            pixels,
            List.of(
                layers.parameter(Beit3Tensors.PATCHES + ".weight"),
                layers.parameter(Beit3Tensors.PATCHES + ".bias")),
            config.patchSize(),
            config.hidden(),
            layers.parameter(Beit3Tensors.CLASS));
    String embedded =
        layers.add(
            tokens,
            positions(
                Beit3Tensors.PICTURE_POSITIONS,
                graph.longs(Beit3Config.FIRST_POSITION + config.patches())));
    String features = new Beit3Tower(layers, config, Beit3Tensors.VISION).run(embedded, null);
    graph.floatOutput("features", features, "B", config.patches(), config.hidden());
    vector(layers.firstRow(features), Beit3Tensors.PICTURE_PROJECTION);
    return graph.build();
  }

  ModelProto text() {
    String ids = graph.longInput("ids", "B", "T");
    String mask = graph.longInput("mask", "B", "T");
    String length =
        graph.apply("Shape", List.of(ids), attribute("start", 1L), attribute("end", 2L));
    String end = layers.add(length, graph.longs(Beit3Config.FIRST_POSITION));
    String embedded =
        layers.add(
            graph.apply("Gather", List.of(layers.parameter(Beit3Tensors.WORDS), ids)),
            positions(Beit3Tensors.TEXT_POSITIONS, end));
    String hidden =
        layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), graph.toFloat(mask))), HIDDEN);
    String bias = graph.apply("Unsqueeze", List.of(hidden, graph.longs(1, 2)));
    vector(
        new Beit3Tower(layers, config, Beit3Tensors.LANGUAGE).runToFirstRow(embedded, bias),
        Beit3Tensors.TEXT_PROJECTION);
    return graph.build();
  }

  /** The rows of a table from that of the first token to an end, {@code [n,D]}. */
  private String positions(String table, String end) {
    return graph.apply(
        "Slice",
        List.of(
            layers.parameter(table), graph.longs(Beit3Config.FIRST_POSITION), end, graph.longs(0)));
  }

  /** What lies in the joint space, of the first row. */
  private void vector(String first, String projection) {
    String row = layers.reshape(first, 0, config.hidden());
    graph.floatOutput(
        "vector", layers.unitLength(layers.floatProduct(row, projection)), "B", config.hidden());
  }
}
