package dev.diptych.encoders.internal.coca;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.captioning.CaptionDecoder;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Memory;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;

/**
 * One step of writing a caption, with the inputs and outputs that {@link CaptionDecoder} tells: the
 * rows of the text tower, without its last norm and without a class token, go on through the
 * decoder, where a layer of their own kind and a look at the picture take turns. Of the pooled
 * tokens all but the first are looked at.
 */
final class CocaCaptionGraph {

  /** Added to the scores of keys that must not be seen; beyond it every share is 0. */
  private static final float HIDDEN = -1e9f;

  private final CocaConfig config;
  private final Sizes decoder;
  private final OnnxGraph graph = new OnnxGraph(CaptionDecoder.GRAPH);
  private final Layers layers;

  private CocaCaptionGraph(CocaConfig config, Sizes decoder, WeightFile weights) {
    this.config = config;
    this.decoder = decoder;
    this.layers = new Layers(graph, weights, Precision.F32);
  }

  static ModelProto build(CocaConfig config, Sizes decoder, WeightFile weights) {
    return new CocaCaptionGraph(config, decoder, weights).build();
  }

  /** {@return the sizes of what remembers: both towers' layers} */
  static CaptionDecoder.Shape shape(CocaConfig config, Sizes decoder) {
    return new CaptionDecoder.Shape(
        config.text().layers() + decoder.layers(),
        decoder.heads(),
        decoder.hidden() / decoder.heads(),
        config.vocabulary());
  }

  private ModelProto build() {
    String ids = graph.longInput("ids", "B", "T");
    String mask = graph.longInput("mask", "B", "all");
    String positions = graph.longInput("positions", "T");
    String features = graph.floatInput("features", "pictures", config.queries(), config.joint());
    String image =
        graph.apply(
            "Slice",
            List.of(features, graph.longs(1), graph.longs(Long.MAX_VALUE), graph.longs(1)));
    String embedded =
        layers.add(
            graph.apply("Gather", List.of(layers.parameter(CocaTensors.WORDS), ids)),
            graph.apply(
                "Gather", List.of(layers.parameter(CocaTensors.TEXT_POSITIONS), positions)));
    String bias = bias(mask, positions);
    PytorchBlocks blocks = new PytorchBlocks(layers, CocaTensors.DECODER, decoder);
    Residual x =
        new PytorchBlocks(layers, CocaTensors.TEXT, config.text())
            .run(embedded, bias, blocks.firstNorm(0), memory(0));
    for (int i = 0; i < decoder.layers(); i++) {
      x = blocks.layer(i, x, bias, CocaTensors.look(i) + "ln_1", memory(config.text().layers()));
      x =
          look(
              i,
              x,
              image,
              i + 1 < decoder.layers() ? blocks.firstNorm(i + 1) : CocaTensors.DECODER_NORM);
    }
    String logits = layers.matMul(x.normed(), layers.parameter(CocaTensors.PREDICTIONS));
    graph.floatOutput("logits", logits, "B", "T", config.vocabulary());
    return graph.build();
  }

  /** Keys and values handed in and out, those of the first layer under a number. */
  private Memory memory(int first) {
    int heads = decoder.heads();
    int headWidth = decoder.hidden() / heads;
    return (layer, fresh) -> {
      int number = first + layer;
      String pastKeys = graph.floatInput("past-keys-" + number, "B", heads, "N", headWidth);
      String pastValues = graph.floatInput("past-values-" + number, "B", heads, "N", headWidth);
      String keys = append(pastKeys, fresh.keys());
      String values = append(pastValues, fresh.values());
      graph.floatOutput("keys-" + number, keys, "B", heads, "all", headWidth);
      graph.floatOutput("values-" + number, values, "B", heads, "all", headWidth);
      return new Memory.KeysAndValues(keys, values);
    };
  }

  private String append(String past, String fresh) {
    return graph.apply("Concat", List.of(past, fresh), attribute("axis", 2L));
  }

  /** A look at the picture and the feed-forward part behind it. */
  private Residual look(int i, Residual x, String image, String nextNorm) {
    String look = CocaTensors.look(i);
    int heads = decoder.heads();
    int headWidth = decoder.hidden() / heads;
    String seen = layers.norm(image, look + "ln_1_kv", decoder.epsilon());
    String mixed =
        layers.attention(
            layers.splitHeads(layers.linear(x.normed(), look + "attn.q_proj"), heads, headWidth),
            layers.splitHeads(layers.linear(seen, look + "attn.k_proj"), heads, headWidth),
            layers.splitHeads(layers.linear(seen, look + "attn.v_proj"), heads, headWidth),
            heads,
            headWidth,
            null);
    Residual looked =
        layers.linearOnto(x.sum(), mixed, look + "attn.out_proj", look + "ln_2", decoder.epsilon());
    String inner = layers.gelu(layers.linear(looked.normed(), look + "mlp.c_fc"));
    return layers.linearOnto(looked.sum(), inner, look + "mlp.c_proj", nextNorm, decoder.epsilon());
  }

  /** What padding and the future add to scores: {@code [B,1,T,N+T]}. */
  private String bias(String mask, String positions) {
    String all =
        graph.apply(
            "Squeeze",
            List.of(
                graph.apply("Shape", List.of(mask), attribute("start", 1L), attribute("end", 2L))));
    String places = graph.apply("Range", List.of(graph.scalar(0L), all, graph.scalar(1L)));
    String past =
        graph.apply(
            "LessOrEqual",
            List.of(places, graph.apply("Unsqueeze", List.of(positions, graph.longs(1)))));
    String there = graph.apply("Unsqueeze", List.of(graph.toFloat(mask), graph.longs(1, 2)));
    String seen = graph.apply("Mul", List.of(there, graph.toFloat(past)));
    return layers.multiply(graph.apply("Sub", List.of(graph.scalar(1f), seen)), HIDDEN);
  }
}
