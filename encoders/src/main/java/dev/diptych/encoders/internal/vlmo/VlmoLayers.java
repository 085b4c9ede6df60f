package dev.diptych.encoders.internal.vlmo;

import static dev.diptych.encoders.internal.graph.OnnxGraph.attribute;

import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All layers, added to a graph. Attention is one for all rows; behind it rows pass the feed-forward
 * part of their modality, of pairs in upper layers one for both: {@code x +=
 * gamma·proj(attention(norm(x))); x += gamma·fc2(gelu(fc1(norm(x))))}, gelu being the exact one.
 *
 * @param graph that they are added to
 * @param layers of the same graph
 * @param config of the checkpoint
 */
record VlmoLayers(OnnxGraph graph, Layers layers, VlmoConfig config) {

  static final String TEXT = "text";
  static final String PICTURE = "imag";
  static final String BOTH = "vl";

  /** Rows of one modality: what layers add to, and its norm. */
  private record Rows(String modality, Residual x) {}

  /**
   * Runs all layers and the last norm over rows of one modality: {@code [B,N,D] -> [B,N,D]}.
   *
   * @param modality {@link #TEXT} or {@link #PICTURE}
   */
  String run(String modality, String embedded, VlmoPositions.Bias bias) {
    return run(List.of(begun(modality, embedded)), bias, false);
  }

  /** As {@link #run}, of which the first row alone is wanted: {@code [B,N,D] -> [B,1,D]}. */
  String runToFirstRow(String modality, String embedded, VlmoPositions.Bias bias) {
    return run(List.of(begun(modality, embedded)), bias, true);
  }

  /**
   * Runs all layers and the last norm over texts and pictures together, of which the first row is
   * wanted: {@code [K,T,D], [K,P,D] -> [K,1,D]}.
   */
  String runPairsToFirstRow(String texts, String pictures, VlmoPositions.Bias bias) {
    return run(List.of(begun(TEXT, texts), begun(PICTURE, pictures)), bias, true);
  }

  private Rows begun(String modality, String embedded) {
    String normed = layers.norm(embedded, VlmoTensors.of(0, "norm1"), config.epsilon());
    return new Rows(modality, new Residual(embedded, normed));
  }

  private String run(List<Rows> begun, VlmoPositions.Bias bias, boolean firstAlone) {
    List<Rows> rows = begun;
    for (int i = 0; i < config.layers(); i++) {
      rows = layer(i, rows, bias, firstAlone && i + 1 == config.layers());
    }
    return rows.getFirst().x().normed();
  }

  private List<Rows> layer(int i, List<Rows> rows, VlmoPositions.Bias bias, boolean firstAlone) {
    boolean fused = rows.size() > 1 && i >= config.pairs().fusedFrom();
    List<Rows> all = fused ? List.of(joined(rows)) : rows;
    String seen = normed(all);
    List<Rows> asking = firstAlone ? List.of(firstOf(all.getFirst())) : all;
    String mixed = attention(i, firstAlone ? normed(asking) : seen, seen, bias.of(i, firstAlone));
    if (asking.size() == 1) {
      return List.of(feedForward(i, asking.getFirst(), mixed));
    }
    String length =
        graph.apply(
            "Shape",
            List.of(asking.getFirst().x().sum()),
            attribute("start", 1L),
            attribute("end", 2L));
    return List.of(
        feedForward(i, asking.getFirst(), slice(mixed, graph.longs(0), length)),
        feedForward(i, asking.getLast(), slice(mixed, length, graph.longs(Long.MAX_VALUE))));
  }

  private Rows joined(List<Rows> rows) {
    String sums =
        graph.apply(
            "Concat", rows.stream().map(each -> each.x().sum()).toList(), attribute("axis", 1L));
    return new Rows(BOTH, new Residual(sums, normed(rows)));
  }

  private String normed(List<Rows> rows) {
    List<String> normed = rows.stream().map(each -> each.x().normed()).toList();
    return normed.size() == 1
        ? normed.getFirst()
        : graph.apply("Concat", normed, attribute("axis", 1L));
  }

  private Rows firstOf(Rows rows) {
    return new Rows(
        rows.modality(),
        new Residual(layers.firstRow(rows.x().sum()), layers.firstRow(rows.x().normed())));
  }

  /** Keys have no bias, which would change no share. */
  private String attention(int i, String asking, String seen, @Nullable String bias) {
    String attention = VlmoTensors.of(i, "attn.");
    return layers.attention(
        heads(layers.linear(asking, attention + "q.weight", attention + "q_bias")),
        heads(layers.productOf(seen, attention + "k.weight")),
        heads(layers.linear(seen, attention + "v.weight", attention + "v_bias")),
        config.heads(),
        config.hidden() / config.heads(),
        bias);
  }

  private String heads(String x) {
    return layers.splitHeads(x, config.heads(), config.hidden() / config.heads());
  }

  private Rows feedForward(int i, Rows rows, String mixed) {
    String modality = rows.modality();
    Residual attended = onto(i, rows.x().sum(), mixed, "attn.proj", "gamma_1", norm2(i, modality));
    String mlp = "mlp_" + modality;
    String inner = layers.gelu(layers.linear(attended.normed(), VlmoTensors.of(i, mlp + ".fc1")));
    String next = i + 1 < config.layers() ? VlmoTensors.of(i + 1, "norm1") : VlmoTensors.LAST_NORM;
    return new Rows(modality, onto(i, attended.sum(), inner, mlp + ".fc2", "gamma_2", next));
  }

  private static String norm2(int i, String modality) {
    return VlmoTensors.of(i, "norm2_" + modality);
  }

  private Residual onto(int i, String sum, String x, String linear, String scale, String norm) {
    String prefix = VlmoTensors.of(i, linear);
    return config.form().scaled()
        ? layers.scaledLinearOnto(sum, x, prefix, VlmoTensors.of(i, scale), norm, config.epsilon())
        : layers.linearOnto(sum, x, prefix, norm, config.epsilon());
  }

  private String slice(String x, String from, String to) {
    return graph.apply("Slice", List.of(x, from, to, graph.longs(1)));
  }
}
