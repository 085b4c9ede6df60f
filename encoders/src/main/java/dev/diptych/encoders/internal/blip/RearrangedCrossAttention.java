package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PatchProducts;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-attention that never projects the patches to keys and values. Exact, not an approximation.
 *
 * <p>For head j with query q_j, features X, weights Wk_j, Wv_j and biases bk_j, bv_j:
 *
 * <pre>
 * q_j·(Wk_j x_n + bk_j) = (Wk_jᵀ q_j)·x_n + q_j·bk_j    the last term is equal for all n, and softmax drops it
 * Σ a_n (Wv_j x_n + bv_j) = Wv_j (Σ a_n x_n) + bv_j      since Σ a_n = 1
 * </pre>
 *
 * So the queries go to the patches instead of the patches to the queries: one product {@code
 * [h·T,W] x [W,P]} per picture and layer serves all heads and tokens. A layer costs {@code
 * 4·h·T·W·(d+P)} operations instead of {@code 4·P·W·H} for the projections alone, which pays while
 * T is well below P·d/(d+P): one short text against many pictures.
 */
final class RearrangedCrossAttention implements CrossAttention {

  private final Layers layers;
  private final OnnxGraph graph;
  private final WeightFile weights;
  private final TextTower tower;
  private final int visionWidth;
  private final PatchProducts patches;
  private final @Nullable String bias;

  /**
   * @param bias {@code [K,1,P]}, what is added to the scores of each token; null for nothing
   */
  RearrangedCrossAttention(
      OnnxGraph graph,
      Layers layers,
      WeightFile weights,
      TextTower tower,
      int visionWidth,
      PatchProducts patches,
      @Nullable String bias) {
    this.graph = graph;
    this.layers = layers;
    this.weights = weights;
    this.tower = tower;
    this.visionWidth = visionWidth;
    this.patches = patches;
    this.bias = bias;
  }

  @Override
  public String apply(int index, String rows) {
    String attention = tower.layer(index) + ".crossattention";
    long heads = tower.config().heads();
    long headWidth = tower.headWidth();
    String keyWeight =
        graph.weight(
            weights.reshaped(
                attention + ".self.key.weight", List.of(heads, headWidth, (long) visionWidth)));
    String valueWeight =
        graph.weight(weights.transposedBlocks(attention + ".self.value.weight", (int) heads));
    // [B,h,T,d] x [h,d,W] -> [B,h·T,W]: what each head and token looks for, in the space of the
    // patches.
    String wanted =
        layers.reshape(layers.matMul(tower.query(rows, attention), keyWeight), 0, -1, visionWidth);
    String attended = patches.weightedSums(layers.softmax(patches.scores(wanted), bias));
    // [K,h·T,W] -> [K,h,T,W] x [h,W,d] -> [K,h,T,d].
    String perHead =
        layers.matMul(layers.reshape(attended, 0, heads, -1, visionWidth), valueWeight);
    String merged = layers.mergeHeads(perHead, (int) heads, (int) headWidth);
    return tower.close(
        layers.add(merged, layers.parameter(attention + ".self.value.bias")), rows, attention);
  }
}
