package dev.diptych.encoders.internal.beit3;

import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import org.jspecify.annotations.Nullable;

/**
 * One half of all layers, added to a graph. A layer is normed before and within both of its parts
 * (Magneto's sub-LN): {@code x += out(norm(attention(norm(x)))); x +=
 * fc2(norm(gelu(fc1(norm(x)))))}, gelu being the exact one.
 *
 * @param layers of the graph
 * @param config of the checkpoint
 * @param half {@link Beit3Tensors#VISION} or {@link Beit3Tensors#LANGUAGE}
 */
record Beit3Tower(Layers layers, Beit3Config config, String half) {

  /**
   * Runs all layers and the last norm: {@code [B,N,D] -> [B,N,D]}.
   *
   * @param bias {@code [B or 1,1,1,N]}, what is added to scores; null for nothing
   */
  String run(String embedded, @Nullable String bias) {
    return run(embedded, bias, false);
  }

  /** As {@link #run}, of which the first row alone is wanted: {@code [B,N,D] -> [B,1,D]}. */
  String runToFirstRow(String embedded, @Nullable String bias) {
    return run(embedded, bias, true);
  }

  private String run(String embedded, @Nullable String bias, boolean firstAlone) {
    Residual x = new Residual(embedded, norm(embedded, firstNorm(0)));
    for (int i = 0; i < config.layers(); i++) {
      boolean narrow = firstAlone && i + 1 == config.layers();
      Residual asking =
          narrow ? new Residual(layers.firstRow(x.sum()), layers.firstRow(x.normed())) : x;
      x = layer(i, asking, x.normed(), bias);
    }
    return x.normed();
  }

  private Residual layer(int i, Residual asking, String seen, @Nullable String bias) {
    String mixed =
        layers.attention(
            heads(i, asking.normed(), "q_proj"),
            heads(i, seen, "k_proj"),
            heads(i, seen, "v_proj"),
            config.heads(),
            config.hidden() / config.heads(),
            bias);
    Residual attended =
        layers.linearOnto(
            asking.sum(),
            norm(mixed, part(i, "inner_attn_ln")),
            part(i, "out_proj"),
            part(i, "final_layer_norm"),
            config.epsilon());
    String inner = layers.gelu(layers.linear(attended.normed(), part(i, "fc1")));
    return layers.linearOnto(
        attended.sum(),
        norm(inner, part(i, "ffn_layernorm")),
        part(i, "fc2"),
        i + 1 < config.layers() ? firstNorm(i + 1) : Beit3Tensors.LAST_NORM + half,
        config.epsilon());
  }

  private String heads(int i, String x, String projection) {
    return layers.splitHeads(
        layers.linear(x, part(i, projection)), config.heads(), config.hidden() / config.heads());
  }

  private String firstNorm(int i) {
    return part(i, "self_attn_layer_norm");
  }

  private String part(int i, String part) {
    return Beit3Tensors.of(i, half, part);
  }

  private String norm(String x, String name) {
    return layers.norm(x, name, config.epsilon());
  }
}
