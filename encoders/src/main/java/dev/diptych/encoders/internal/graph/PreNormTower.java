package dev.diptych.encoders.internal.graph;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of one tower, a pre-norm transformer by the names of Hugging Face's CLIP, added to one
 * graph. Each norm is worked out along with the sum before it, so a layer begins with its norm
 * done.
 */
public final class PreNormTower {

  /** What the sigmoid of the quick Gelu multiplies its input by. */
  private static final float QUICK = 1.702f;

  private final OnnxGraph graph;
  private final Layers layers;
  private final TowerConfig config;
  private final String prefix;

  /**
   * @param prefix {@code vision_model} or {@code text_model}
   */
  public PreNormTower(OnnxGraph graph, Layers layers, TowerConfig config, String prefix) {
    this.graph = graph;
    this.layers = layers;
    this.config = config;
    this.prefix = prefix;
  }

  /** Adds the tensors of all layers to those that a checkpoint must hold. */
  public static void expect(ExpectedTensors tensors, String prefix, TowerConfig tower) {
    long hidden = tower.hidden();
    for (int i = 0; i < tower.layers(); i++) {
      String layer = prefix + ".encoder.layers." + i;
      tensors.addNorm(layer + ".layer_norm1", hidden);
      for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
        tensors.addLinear(layer + ".self_attn." + projection, hidden, hidden);
      }
      tensors.addNorm(layer + ".layer_norm2", hidden);
      tensors.addLinear(layer + ".mlp.fc1", tower.intermediate(), hidden);
      tensors.addLinear(layer + ".mlp.fc2", hidden, tower.intermediate());
    }
  }

  /**
   * Runs all layers and a last norm: {@code [B,N,H] -> [B,N,H]}.
   *
   * @param bias {@code [B or 1,1,N,N]}, what is added to the scores; null for nothing
   * @param lastNorm name of the norm of the end
   */
  public String run(String embedded, @Nullable String bias, String lastNorm) {
    String sum = embedded;
    String normed = first(embedded);
    for (int i = 0; i < config.layers(); i++) {
      Residual end = layer(i, sum, normed, normed, bias, lastNorm);
      sum = end.sum();
      normed = end.normed();
    }
    return normed;
  }

  /**
   * As {@link #run} without a bias, of which the last row alone is wanted: {@code [B,N,H] ->
   * [B,1,H]}. The last layer works out no other.
   */
  public String runToLastRow(String embedded, String lastNorm) {
    String sum = embedded;
    String normed = first(embedded);
    int last = config.layers() - 1;
    for (int i = 0; i < last; i++) {
      Residual end = layer(i, sum, normed, normed, null, lastNorm);
      sum = end.sum();
      normed = end.normed();
    }
    return layer(last, layers.lastRow(sum), layers.lastRow(normed), normed, null, lastNorm)
        .normed();
  }

  private String first(String embedded) {
    return layers.norm(embedded, layer(0) + ".layer_norm1", config.layerNormEps());
  }

  /**
   * One layer, and the norm behind it.
   *
   * @param sum {@code [B,M,H]}, what the layer adds to
   * @param asking {@code [B,M,H]}, the norm of it
   * @param seen {@code [B,N,H]}, the rows that attention sees
   */
  private Residual layer(
      int i, String sum, String asking, String seen, @Nullable String bias, String lastNorm) {
    Residual attended =
        layers.linearOnto(
            sum,
            attention(asking, seen, layer(i) + ".self_attn", bias),
            layer(i) + ".self_attn.out_proj",
            layer(i) + ".layer_norm2",
            config.layerNormEps());
    String inner = activation(layers.linear(attended.normed(), layer(i) + ".mlp.fc1"));
    return layers.linearOnto(
        attended.sum(),
        inner,
        layer(i) + ".mlp.fc2",
        i + 1 < config.layers() ? layer(i + 1) + ".layer_norm1" : lastNorm,
        config.layerNormEps());
  }

  private String attention(String asking, String seen, String attention, @Nullable String bias) {
    int headWidth = config.hidden() / config.heads();
    String query =
        layers.multiply(heads(asking, attention + ".q_proj"), (float) (1 / Math.sqrt(headWidth)));
    String keys = layers.transpose(heads(seen, attention + ".k_proj"), 0L, 1L, 3L, 2L);
    String shares = layers.softmax(layers.matMul(query, keys), bias);
    String mixed = layers.matMul(shares, heads(seen, attention + ".v_proj"));
    return layers.mergeHeads(mixed, config.heads(), headWidth);
  }

  private String heads(String x, String projection) {
    return layers.splitHeads(
        layers.linear(x, projection), config.heads(), config.hidden() / config.heads());
  }

  /** The activation of the feed-forward part. */
  public String activation(String x) {
    return switch (config.activation()) {
      case GELU -> layers.gelu(x);
      case TANH_GELU -> layers.geluByTanh(x);
      case QUICK_GELU ->
          graph.apply(
              "Mul", List.of(x, graph.apply("Sigmoid", List.of(layers.multiply(x, QUICK)))));
    };
  }

  private String layer(int index) {
    return prefix + ".encoder.layers." + index;
  }
}
