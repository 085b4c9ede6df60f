package dev.diptych.encoders.internal.blip2;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.blip.ImageGraph;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.StoredTokens;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns a checked checkpoint into graphs:
 *
 * <pre>
 * image         pixels f32 [B,3,S,S] -> features f32 [B,P+Q,W], vector f32 [B,Q,D]
 * text          ids, mask i64 [B,T] -> vector f32 [B,D]
 * match-images, match-texts
 *               ids, mask i64 [1 or K,T], features f32 [K or 1,P+Q,W] -> logits f32 [K,2], itc f32 [K]
 * </pre>
 *
 * Behind the P patches of a picture its features hold the Q vectors that it has in the joint space,
 * filled up with 0 to the width of a patch. {@code itc} is the largest of their cosines with the
 * text. Both logits have it added: that leaves their softmax as it is, and makes the second one
 * what the authors order pairs by. Of a Q-Former alone the graph {@code image} reads patches
 * instead of pixels.
 */
final class Blip2Graphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 2;

  private final Blip2Config config;
  private final OnnxGraph graph;
  private final Layers layers;
  private final QFormerGraph qformer;

  private Blip2Graphs(String name, Blip2Config config, WeightFile weights, Precision precision) {
    this.config = config;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights, precision);
    this.qformer = new QFormerGraph(graph, layers, config);
  }

  /** Writes all graphs. The same checkpoint gives the same bytes. */
  static void compile(Blip2Config config, Checkpoint tensors, Precision precision, Path folder)
      throws IOException {
    try (WeightFile weights = new WeightFile(folder, tensors)) {
      GraphFile.write(
          folder,
          GraphImageEncoder.GRAPH,
          new Blip2Graphs(GraphImageEncoder.GRAPH, config, weights, precision).image());
      GraphFile.write(
          folder,
          GraphTextEncoder.GRAPH,
          new Blip2Graphs(GraphTextEncoder.GRAPH, config, weights, precision).text());
      for (String name : List.of(GraphMatchEncoder.IMAGES, GraphMatchEncoder.TEXTS)) {
        GraphFile.write(folder, name, new Blip2Graphs(name, config, weights, precision).match());
      }
    }
  }

  private ModelProto image() {
    VisionConfig vision = config.vision();
    String patches;
    if (vision == null) {
      patches = graph.floatInput("patches", "B", "P", config.imageWidth());
    } else {
      patches =
          ImageGraph.features(
              vision,
              graph,
              layers,
              graph.floatInput("pixels", "B", 3, vision.imageSize(), vision.imageSize()));
    }
    String vectors = qformer.pictureVectors(patches);
    String padded =
        graph.apply(
            "Pad",
            List.of(
                vectors, graph.longs(0, 0, 0, 0, 0, (long) config.imageWidth() - config.joint())));
    graph.floatOutput(
        "features",
        graph.apply("Concat", List.of(patches, padded), attribute("axis", 1L)),
        "B",
        vision == null ? "N" : vision.patches() + config.queries(),
        config.imageWidth());
    graph.floatOutput("vector", vectors, "B", config.queries(), config.joint());
    return graph.build();
  }

  private ModelProto text() {
    String words = qformer.words(graph.longInput("ids", "B", "T"));
    String mask = graph.longInput("mask", "B", "T");
    graph.floatOutput("vector", qformer.textVectors(words, mask), "B", config.joint());
    return graph.build();
  }

  private ModelProto match() {
    String ids = graph.longInput("ids", "texts", "T");
    String mask = graph.longInput("mask", "texts", "T");
    VisionConfig vision = config.vision();
    Object rows = vision == null ? "N" : vision.patches() + config.queries();
    String stored = StoredTokens.input(graph, layers, rows, config.imageWidth());
    long queries = config.queries();
    String patches = slice(stored, 0, -queries, 1);
    String vectors = slice(slice(stored, -queries, Long.MAX_VALUE, 1), 0, config.joint(), 2);
    String words = qformer.words(ids);
    String text =
        graph.apply("Unsqueeze", List.of(qformer.textVectors(words, mask), graph.longs(-1)));
    String itc =
        graph.apply(
            "ReduceMax",
            List.of(layers.matMul(vectors, text), graph.longs(1)),
            attribute("keepdims", 0L));
    String mean =
        graph.apply(
            "ReduceMean",
            List.of(qformer.together(words, mask, patches), graph.longs(1)),
            attribute("keepdims", 0L));
    graph.floatOutput("logits", layers.add(layers.floatLinear(mean, "itm_head"), itc), "K", 2);
    graph.floatOutput("itc", layers.reshape(itc, -1), "K");
    return graph.build();
  }

  private String slice(String x, long from, long to, long axis) {
    return graph.apply("Slice", List.of(x, graph.longs(from), graph.longs(to), graph.longs(axis)));
  }
}
