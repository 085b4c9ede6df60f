package dev.diptych.encoders.internal.clip;

import dev.diptych.encoders.internal.clip.ClipConfig.TowerConfig;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of one tower, a pre-norm transformer, added to one graph. Each norm is worked out
 * along with the sum before it, so a layer begins with its norm done.
 */
final class ClipTower {

  /** What the sigmoid of the quick Gelu multiplies its input by. */
  private static final float QUICK = 1.702f;

  private final OnnxGraph graph;
  private final Layers layers;
  private final TowerConfig config;
  private final String prefix;

  /**
   * @param prefix {@code vision_model} or {@code text_model}
   */
  ClipTower(OnnxGraph graph, Layers layers, TowerConfig config, String prefix) {
    this.graph = graph;
    this.layers = layers;
    this.config = config;
    this.prefix = prefix;
  }

  /**
   * Runs all layers and a last norm: {@code [B,N,H] -> [B,N,H]}.
   *
   * @param bias {@code [B or 1,1,N,N]}, what is added to the scores; null for nothing
   * @param lastNorm name of the norm of the end
   */
  String run(String embedded, @Nullable String bias, String lastNorm) {
    String sum = embedded;
    String normed = layers.norm(sum, layer(0) + ".layer_norm1", config.layerNormEps());
    for (int i = 0; i < config.layers(); i++) {
      Residual attended =
          layers.linearOnto(
              sum,
              attention(normed, layer(i) + ".self_attn", bias),
              layer(i) + ".self_attn.out_proj",
              layer(i) + ".layer_norm2",
              config.layerNormEps());
      String inner = activation(layers.linear(attended.normed(), layer(i) + ".mlp.fc1"));
      Residual end =
          layers.linearOnto(
              attended.sum(),
              inner,
              layer(i) + ".mlp.fc2",
              i + 1 < config.layers() ? layer(i + 1) + ".layer_norm1" : lastNorm,
              config.layerNormEps());
      sum = end.sum();
      normed = end.normed();
    }
    return normed;
  }

  private String attention(String x, String attention, @Nullable String bias) {
    int headWidth = config.hidden() / config.heads();
    String query =
        layers.multiply(heads(x, attention + ".q_proj"), (float) (1 / Math.sqrt(headWidth)));
    String keys = layers.transpose(heads(x, attention + ".k_proj"), 0L, 1L, 3L, 2L);
    String shares = layers.softmax(layers.matMul(query, keys), bias);
    String mixed = layers.matMul(shares, heads(x, attention + ".v_proj"));
    return layers.mergeHeads(mixed, config.heads(), headWidth);
  }

  private String heads(String x, String projection) {
    return layers.splitHeads(
        layers.linear(x, projection), config.heads(), config.hidden() / config.heads());
  }

  private String activation(String x) {
    return switch (config.activation()) {
      case GELU -> layers.gelu(x);
      case QUICK_GELU ->
          graph.apply(
              "Mul", List.of(x, graph.apply("Sigmoid", List.of(layers.multiply(x, QUICK)))));
    };
  }

  private String layer(int index) {
    return prefix + ".encoder.layers." + index;
  }
}
