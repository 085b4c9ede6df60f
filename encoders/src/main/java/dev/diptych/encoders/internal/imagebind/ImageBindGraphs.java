package dev.diptych.encoders.internal.imagebind;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.graph.CausalText;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PictureTokens;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import java.util.List;

/**
 * Turns a checked checkpoint into the graphs of two of its towers:
 *
 * <pre>
 * image   pixels f32 [B,3,S,S]     -> features f32 [B,P,W], vector f32 [B,D] of unit length
 * text    ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D] of unit length
 * </pre>
 */
final class ImageBindGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private final ImageBindConfig config;
  private final OnnxGraph graph;
  private final Layers layers;

  /**
   * The towers, to be added to a graph.
   *
   * @param layers of the same graph
   */
  ImageBindGraphs(ImageBindConfig config, OnnxGraph graph, Layers layers) {
    this.config = config;
    this.graph = graph;
    this.layers = layers;
  }

  ModelProto image() {
    int width = config.vision().hidden();
    String pixels = graph.floatInput("pixels", "B", 3, config.imageSize(), config.imageSize());
    // Both frames of a still are equal, so that its kernel is the sum of those of the frames.
    String kernel =
        graph.apply(
            "ReduceSum",
            List.of(layers.parameter(ImageBindTensors.PATCHES), graph.longs(2)),
            attribute("keepdims", 0L));
    String embedded =
        PictureTokens.of(
            graph,
            layers,
            pixels,
            kernel,
            config.patchSize(),
            width,
            layers.parameter(ImageBindTensors.PICTURE_CLASS),
            layers.parameter(ImageBindTensors.PICTURE_POSITIONS));
    String first = layers.norm(embedded, ImageBindTensors.FIRST_NORM, config.vision().epsilon());
    String features =
        new PytorchBlocks(layers, ImageBindTensors.VISION, config.vision())
            .run(first, null, ImageBindTensors.PICTURE_NORM)
            .normed();
    graph.floatOutput("features", features, "B", config.patches(), width);
    vector(
        layers.reshape(layers.firstRow(features), 0, width), ImageBindTensors.PICTURE_PROJECTION);
    return graph.build();
  }

  ModelProto text() {
    String ids = graph.longInput("ids", "B", "T");
    CausalText text = new CausalText(graph, layers, ids, graph.longInput("mask", "B", "T"));
    String positions =
        layers.reshape(
            layers.parameter(ImageBindTensors.TEXT_POSITIONS), -1, config.text().hidden());
    String rows =
        new PytorchBlocks(layers, ImageBindTensors.TEXT, config.text())
            .run(
                text.embedded(layers.parameter(ImageBindTensors.WORDS), positions),
                text.bias(),
                ImageBindTensors.TEXT_NORM)
            .normed();
    // The end of a text has the largest id of the vocabulary.
    vector(text.rowOfLargest(rows, ids), ImageBindTensors.TEXT_PROJECTION);
    return graph.build();
  }

  private void vector(String row, String projection) {
    graph.floatOutput(
        "vector", layers.unitLength(layers.floatProduct(row, projection)), "B", config.joint());
  }
}
