package dev.diptych.encoders.internal.vilt;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import java.util.List;

/**
 * What a picture brings along to every pair: its patches as rows, with their positions, the class
 * token before them. One picture of any shape: {@code pixels f32 [1,3,h,w] -> features f32
 * [1,n+1,W]}.
 */
final class ViltImageGraph {

  private final ViltConfig config;
  private final OnnxGraph graph = new OnnxGraph(GraphImageEncoder.GRAPH);
  private final Layers layers;

  private ViltImageGraph(ViltConfig config, WeightFile weights) {
    this.config = config;
    this.layers = new Layers(graph, weights, Precision.F32);
  }

  static ModelProto build(ViltConfig config, WeightFile weights) {
    return new ViltImageGraph(config, weights).build();
  }

  private ModelProto build() {
    int width = config.hidden();
    long patch = config.patchSize();
    String pixels = graph.floatInput("pixels", 1, 3, "h", "w");
    String patches =
        graph.apply(
            "Conv",
            List.of(
                pixels,
                layers.parameter(ViltTensors.PATCHES + ".weight"),
                layers.parameter(ViltTensors.PATCHES + ".bias")),
            attribute("kernel_shape", List.of(patch, patch)),
            attribute("strides", List.of(patch, patch)));
    String placed = layers.add(patches, positions(patches));
    String rows = layers.transpose(layers.reshape(placed, 0, width, -1), 0L, 2L, 1L);
    String first =
        layers.add(
            layers.parameter(ViltTensors.CLASS),
            slice(layers.parameter(ViltTensors.POSITIONS), 0, 1, 1));
    String tokens = graph.apply("Concat", List.of(first, rows), attribute("axis", 1L));
    String modality = slice(layers.parameter(ViltTensors.MODALITIES), 1, 2, 0);
    graph.floatOutput("features", layers.add(tokens, modality), 1, "P", width);
    return graph.build();
  }

  /**
   * The grid of positions, resampled to that of the patches, corners upon corners: {@code
   * [1,W,rows,columns]}.
   */
  private String positions(String patches) {
    int width = config.hidden();
    String rows = slice(layers.parameter(ViltTensors.POSITIONS), 1, Long.MAX_VALUE, 1);
    String grid =
        layers.reshape(layers.transpose(rows, 0L, 2L, 1L), 1, width, config.grid(), config.grid());
    String shape = graph.apply("Shape", List.of(patches));
    return graph.apply(
        "Resize",
        List.of(grid, "", "", shape),
        attribute("mode", "linear"),
        attribute("coordinate_transformation_mode", "align_corners"));
  }

  private String slice(String x, long from, long to, long axis) {
    return graph.apply("Slice", List.of(x, graph.longs(from), graph.longs(to), graph.longs(axis)));
  }
}
