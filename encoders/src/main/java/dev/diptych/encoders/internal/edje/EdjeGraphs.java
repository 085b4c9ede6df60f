package dev.diptych.encoders.internal.edje;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.siglip.SiglipGraphs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns a checked checkpoint into graphs:
 *
 * <pre>
 * image         pixels f32 [B,3,S,S] -> features f32 [B,P,W], what is stored; vector f32 [B,D]
 * text          as of SigLIP
 * match-images, match-texts: {@link EdjeMatchGraph}
 * </pre>
 *
 * Without a first stage there is neither vector nor text. There is nothing for merged tokens: those
 * of a picture are few, and their order means something to the joint encoder.
 */
final class EdjeGraphs {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  static final int VERSION = 1;

  private final EdjeConfig config;
  private final OnnxGraph graph;
  private final Layers layers;

  private EdjeGraphs(EdjeConfig config, OnnxGraph graph, Layers layers) {
    this.config = config;
    this.graph = graph;
    this.layers = layers;
  }

  /** Writes all graphs. The same checkpoint gives the same bytes. */
  static void compile(EdjeConfig config, Checkpoint tensors, Precision precision, Path folder)
      throws IOException {
    try (WeightFile weights = new WeightFile(folder, tensors)) {
      OnnxGraph image = new OnnxGraph(GraphImageEncoder.GRAPH);
      Layers layers = new Layers(image, weights, precision);
      GraphFile.write(
          folder, GraphImageEncoder.GRAPH, new EdjeGraphs(config, image, layers).image());
      if (config.firstStage()) {
        OnnxGraph text = new OnnxGraph(GraphTextEncoder.GRAPH);
        GraphFile.write(
            folder,
            GraphTextEncoder.GRAPH,
            new SiglipGraphs(config.siglip(), text, new Layers(text, weights, precision)).text());
      }
      for (String direction : List.of(GraphMatchEncoder.IMAGES, GraphMatchEncoder.TEXTS)) {
        GraphFile.write(
            folder, direction, EdjeMatchGraph.build(direction, config, weights, precision));
      }
    }
  }

  private ModelProto image() {
    SiglipGraphs siglip = new SiglipGraphs(config.siglip(), graph, layers);
    String patches = siglip.patchFeatures(siglip.pixels());
    graph.floatOutput(
        "features", compressed(patches), "B", config.tokens(), config.language().hidden());
    if (config.firstStage()) {
      graph.floatOutput("vector", siglip.vector(patches), "B", config.siglip().joint());
    }
    return graph.build();
  }

  /**
   * The adapter: learnt queries look at all patches, and a feed-forward part makes of what each saw
   * a token for the joint encoder. {@code [B,n,W] -> [B,m,H]}.
   */
  private String compressed(String patches) {
    String adapter = EdjeTensors.ADAPTER;
    int heads = config.siglip().vision().heads();
    int headWidth = config.siglip().vision().hidden() / heads;
    double epsilon = config.siglip().vision().layerNormEps();
    // Of the parameters alone, and therefore worked out once, when the graph is loaded.
    String question =
        layers.floatLinear(layers.parameter(EdjeTensors.QUERY), EdjeTensors.ATTENTION + ".q_proj");
    String keys =
        layers.linear(layers.linear(patches, adapter + ".key"), EdjeTensors.ATTENTION + ".k_proj");
    String values =
        layers.linear(
            layers.linear(patches, adapter + ".value"), EdjeTensors.ATTENTION + ".v_proj");
    String mixed =
        layers.attention(
            layers.splitHeads(question, heads, headWidth),
            layers.splitHeads(keys, heads, headWidth),
            layers.splitHeads(values, heads, headWidth),
            heads,
            headWidth,
            null);
    String seen = layers.linear(mixed, EdjeTensors.ATTENTION + ".out_proj");
    String normed = layers.norm(seen, adapter + ".layernorm", epsilon);
    String inner = layers.gelu(layers.linear(normed, adapter + ".mlp.fc1"));
    String read = layers.add(seen, layers.linear(inner, adapter + ".mlp.fc2"));
    return layers.floatLinear(read, adapter + ".projection");
  }
}
