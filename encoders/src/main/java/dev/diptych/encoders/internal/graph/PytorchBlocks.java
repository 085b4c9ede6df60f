package dev.diptych.encoders.internal.graph;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.graph.Layers.Residual;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pre-norm transformer whose attention is PyTorch's own {@code MultiheadAttention}, which keeps
 * queries, keys and values in one matrix: {@code x += out(attention(norm(x))); x +=
 * outer(gelu(inner(norm(x))))}, gelu being the exact one. Each norm is worked out along with the
 * sum before it.
 */
public final class PytorchBlocks {

  private final Layers layers;
  private final Names names;
  private final Sizes sizes;

  /**
   * What the tensors of one layer are called after its number.
   *
   * @param layers what the names of all layers begin with, up to the number
   * @param firstNorm before attention
   * @param secondNorm before the feed-forward part
   * @param inner first matrix of the feed-forward part
   * @param outer second matrix of the feed-forward part
   */
  public record Names(
      String layers, String firstNorm, String secondNorm, String inner, String outer) {

    private String of(int layer, String part) {
      return layers + layer + "." + part;
    }
  }

  /**
   * The sizes of a tower.
   *
   * @param hidden width
   * @param layers number of layers
   * @param heads attention heads; divide the width
   * @param intermediate width of the feed-forward part
   * @param epsilon of all norms
   */
  public record Sizes(int hidden, int layers, int heads, int intermediate, double epsilon) {}

  /** What is known of the rows before, where rows are read a few at a time. */
  @FunctionalInterface
  public interface Memory {

    /** Nothing came before. */
    Memory NONE = (layer, fresh) -> fresh;

    /** Keys and values of one attention: {@code [B,h,N,d]} each. */
    record KeysAndValues(String keys, String values) {}

    /** {@return those of all rows so far, the fresh ones last} */
    KeysAndValues extended(int layer, KeysAndValues fresh);
  }

  public PytorchBlocks(Layers layers, Names names, Sizes sizes) {
    this.layers = layers;
    this.names = names;
    this.sizes = sizes;
  }

  /** Adds the tensors of all layers to those that a checkpoint must hold. */
  public static void expect(ExpectedTensors tensors, Names names, Sizes sizes) {
    long hidden = sizes.hidden();
    for (int i = 0; i < sizes.layers(); i++) {
      tensors.addNorm(names.of(i, names.firstNorm()), hidden);
      tensors.add(names.of(i, "attn.in_proj_weight"), 3 * hidden, hidden);
      tensors.add(names.of(i, "attn.in_proj_bias"), 3 * hidden);
      tensors.addLinear(names.of(i, "attn.out_proj"), hidden, hidden);
      tensors.addNorm(names.of(i, names.secondNorm()), hidden);
      tensors.addLinear(names.of(i, names.inner()), sizes.intermediate(), hidden);
      tensors.addLinear(names.of(i, names.outer()), hidden, sizes.intermediate());
    }
  }

  /**
   * Runs all layers, and a norm of their result: {@code [B,N,H] -> [B,N,H]}.
   *
   * @param bias {@code [B or 1,1,N,N]}, what is added to the scores; null for nothing
   * @param lastNorm name of the norm behind the last layer
   * @return the result without the norm, and with it
   */
  public Residual run(String embedded, @Nullable String bias, String lastNorm) {
    return run(embedded, bias, lastNorm, Memory.NONE);
  }

  /** As {@link #run(String, String, String)}, for rows that come after others. */
  public Residual run(String embedded, @Nullable String bias, String lastNorm, Memory memory) {
    Residual x = new Residual(embedded, layers.norm(embedded, firstNorm(0), sizes.epsilon()));
    for (int i = 0; i < sizes.layers(); i++) {
      x = layer(i, x, bias, i + 1 < sizes.layers() ? firstNorm(i + 1) : lastNorm, memory);
    }
    return x;
  }

  /** {@return the name of the norm that a layer begins with} */
  public String firstNorm(int layer) {
    return names.of(layer, names.firstNorm());
  }

  /**
   * One layer.
   *
   * @param x what it adds to, and its first norm
   * @param nextNorm name of the norm of the result
   */
  public Residual layer(int i, Residual x, @Nullable String bias, String nextNorm, Memory memory) {
    int headWidth = sizes.hidden() / sizes.heads();
    List<String> joined =
        layers.parts(
            layers.linear(
                x.normed(), names.of(i, "attn.in_proj_weight"), names.of(i, "attn.in_proj_bias")),
            3);
    Memory.KeysAndValues all =
        memory.extended(
            i,
            new Memory.KeysAndValues(
                layers.splitHeads(joined.get(1), sizes.heads(), headWidth),
                layers.splitHeads(joined.get(2), sizes.heads(), headWidth)));
    Residual attended =
        layers.linearOnto(
            x.sum(),
            layers.attention(
                layers.splitHeads(joined.get(0), sizes.heads(), headWidth),
                all.keys(),
                all.values(),
                sizes.heads(),
                headWidth,
                bias),
            names.of(i, "attn.out_proj"),
            names.of(i, names.secondNorm()),
            sizes.epsilon());
    String inner = layers.gelu(layers.linear(attended.normed(), names.of(i, names.inner())));
    return layers.linearOnto(
        attended.sum(), inner, names.of(i, names.outer()), nextNorm, sizes.epsilon());
  }
}
