package dev.diptych.encoders.internal.vlmo;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PictureTokens;
import dev.diptych.encoders.internal.graph.StoredTokens;
import java.util.List;

/**
 * Turns a checked checkpoint into its graphs:
 *
 * <pre>
 * image   pixels f32 [B,3,S,S]     -> features f32 [B,P,D], vector f32 [B,D] of unit length
 * text    ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D] of unit length
 * match-images, match-texts, where pairs are scored
 *         ids, mask i64 [1 or K,T], features f32 [K or 1,P,D] -> logits f32 [K,2]
 * </pre>
 *
 * Where pairs are scored, the features of a picture are what comes before the first layer, since
 * its patches see the words from there on; else what the last layer made of them.
 */
final class VlmoGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private final VlmoConfig config;
  private final OnnxGraph graph;
  private final Layers layers;
  private final VlmoPositions positions;
  private final VlmoLayers blocks;

  /**
   * The graphs of a checkpoint, to be built into an empty one.
   *
   * @param layers of the same graph
   */
  VlmoGraphs(VlmoConfig config, OnnxGraph graph, Layers layers) {
    this.config = config;
    this.graph = graph;
    this.layers = layers;
    this.positions = new VlmoPositions(graph, layers, config);
    this.blocks = new VlmoLayers(graph, layers, config);
  }

  ModelProto image() {
    String pixels = graph.floatInput("pixels", "B", 3, config.imageSize(), config.imageSize());
    String embedded = pictureTokens(pixels);
    VlmoPositions.Bias bias = positions.ofPictures(pixels);
    if (config.pairs().scored()) {
      graph.floatOutput("features", embedded, "B", config.patches(), config.hidden());
      vector(
          blocks.runToFirstRow(VlmoLayers.PICTURE, embedded, bias), VlmoTensors.PICTURE_PROJECTION);
    } else {
      String features = blocks.run(VlmoLayers.PICTURE, embedded, bias);
      graph.floatOutput("features", features, "B", config.patches(), config.hidden());
      vector(layers.firstRow(features), VlmoTensors.PICTURE_PROJECTION);
    }
    return graph.build();
  }

  ModelProto text() {
    String ids = graph.longInput("ids", "B", "T");
    VlmoPositions.Bias bias = positions.ofTexts(ids, graph.longInput("mask", "B", "T"));
    vector(
        blocks.runToFirstRow(VlmoLayers.TEXT, textTokens(ids), bias), VlmoTensors.TEXT_PROJECTION);
    return graph.build();
  }

  ModelProto pairs() {
    String ids = graph.longInput("ids", "texts", "T");
    String mask = graph.longInput("mask", "texts", "T");
    String pictures = StoredTokens.input(graph, layers, config.patches(), config.hidden());
    String texts = textTokens(ids);
    String pairs = dimension(layers.add(layers.firstRow(texts), layers.firstRow(pictures)), 0);
    String first =
        blocks.runPairsToFirstRow(
            forEach(pairs, texts), forEach(pairs, pictures), positions.ofPairs(ids, mask));
    String pooled =
        graph.apply(
            "Tanh",
            List.of(
                layers.floatLinear(layers.reshape(first, 0, config.hidden()), VlmoTensors.POOLER)));
    graph.floatOutput("logits", layers.floatLinear(pooled, VlmoTensors.SCORE), "K", 2);
    return graph.build();
  }

  /** Patches and class token, with positions where they have any, marked as a picture. */
  private String pictureTokens(String pixels) {
    String tokens =
        PictureTokens.withClass(
            graph,
            layers,
            pixels,
            List.of(
                layers.parameter(VlmoTensors.PATCHES + ".weight"),
                layers.parameter(VlmoTensors.PATCHES + ".bias")),
            config.patchSize(),
            config.hidden(),
            layers.parameter(VlmoTensors.CLASS));
    String placed =
        config.form().absolute()
            ? layers.add(tokens, layers.parameter(VlmoTensors.PICTURE_POSITIONS))
            : tokens;
    return layers.add(placed, rows(VlmoTensors.MODALITIES, graph.longs(1), graph.longs(2)));
  }

  /** Words, with positions where they have any, normed, then marked as text. */
  private String textTokens(String ids) {
    String typed =
        layers.add(
            graph.apply("Gather", List.of(layers.parameter(VlmoTensors.WORDS), ids)),
            rows(VlmoTensors.WORD_TYPES, graph.longs(0), graph.longs(1)));
    String placed =
        config.form().absolute()
            ? layers.add(typed, rows(VlmoTensors.TEXT_POSITIONS, graph.longs(0), dimension(ids, 1)))
            : typed;
    return layers.add(
        layers.norm(placed, VlmoTensors.WORD_NORM, config.wordEpsilon()),
        rows(VlmoTensors.MODALITIES, graph.longs(0), graph.longs(1)));
  }

  private String rows(String table, String from, String to) {
    return graph.apply("Slice", List.of(layers.parameter(table), from, to, graph.longs(0)));
  }

  private String dimension(String x, long axis) {
    return graph.apply("Shape", List.of(x), attribute("start", axis), attribute("end", axis + 1));
  }

  private String forEach(String pairs, String rows) {
    String shape = graph.apply("Concat", List.of(pairs, graph.longs(1, 1)), attribute("axis", 0L));
    return graph.apply("Expand", List.of(rows, shape));
  }

  /** What lies in the joint space, of the first row. */
  private void vector(String first, String projection) {
    String row = layers.reshape(first, 0, config.hidden());
    graph.floatOutput(
        "vector", layers.unitLength(layers.floatProduct(row, projection)), "B", config.hidden());
  }
}
