package dev.diptych.encoders.internal.graph;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;

/**
 * The layers of a BERT by the names of Hugging Face, added to one graph: every row sees every
 * other, each sum is normed behind it, and Gelu is the exact one.
 *
 * @param layers of the graph
 * @param prefix what the names of all layers begin with, up to the number
 * @param sizes of the tower
 */
public record PostNormTower(Layers layers, String prefix, Sizes sizes) {

  /**
   * The sizes of a BERT.
   *
   * @param hidden width
   * @param layers number of layers
   * @param heads attention heads; divide the width
   * @param intermediate width of the feed-forward part
   * @param epsilon of all norms
   */
  public record Sizes(int hidden, int layers, int heads, int intermediate, double epsilon) {}

  /** Adds the tensors of all layers to those that a checkpoint must hold. */
  public static void expect(ExpectedTensors tensors, String prefix, Sizes sizes) {
    long hidden = sizes.hidden();
    for (int i = 0; i < sizes.layers(); i++) {
      String layer = prefix + i;
      for (String projection : new String[] {"query", "key", "value"}) {
        tensors.addLinear(layer + ".attention.self." + projection, hidden, hidden);
      }
      tensors.addLinear(layer + ".attention.output.dense", hidden, hidden);
      tensors.addNorm(layer + ".attention.output.LayerNorm", hidden);
      tensors.addLinear(layer + ".intermediate.dense", sizes.intermediate(), hidden);
      tensors.addLinear(layer + ".output.dense", hidden, sizes.intermediate());
      tensors.addNorm(layer + ".output.LayerNorm", hidden);
    }
  }

  /**
   * Runs all layers; the last one works out the first row alone: {@code [B,N,H] -> [B,1,H]}.
   *
   * @param bias {@code [B or 1,1,1,N]}, what is added to the scores of keys
   */
  public String runToFirstRow(String embedded, String bias) {
    String x = embedded;
    for (int i = 0; i < sizes.layers(); i++) {
      String rows = i + 1 < sizes.layers() ? x : layers.firstRow(x);
      x = feedForward(i, attended(i, rows, x, bias));
    }
    return x;
  }

  private String attended(int i, String rows, String seen, String bias) {
    String attention = prefix + i + ".attention";
    int headWidth = sizes.hidden() / sizes.heads();
    String mixed =
        layers.attention(
            heads(rows, attention + ".self.query"),
            heads(seen, attention + ".self.key"),
            heads(seen, attention + ".self.value"),
            sizes.heads(),
            headWidth,
            bias);
    return close(mixed, rows, attention);
  }

  private String heads(String x, String projection) {
    return layers.splitHeads(
        layers.linear(x, projection), sizes.heads(), sizes.hidden() / sizes.heads());
  }

  private String feedForward(int i, String x) {
    String inner = layers.gelu(layers.linear(x, prefix + i + ".intermediate.dense"));
    return close(inner, x, prefix + i);
  }

  private String close(String mixed, String residual, String part) {
    return layers
        .linearOnto(
            residual, mixed, part + ".output.dense", part + ".output.LayerNorm", sizes.epsilon())
        .normed();
  }
}
