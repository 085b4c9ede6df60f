package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.graph.Layers;
import org.jspecify.annotations.Nullable;

/**
 * Cross-attention as in the original: patches are projected to keys and values, once per picture
 * however many texts there are. The better form for one picture against many texts.
 */
final class ProjectedCrossAttention implements CrossAttention {

  private final Layers layers;
  private final TextTower tower;
  private final String features;
  private final @Nullable String bias;

  /**
   * @param features {@code [1,P,W]}, or {@code [B,P,W]} to pair picture and text row by row
   * @param bias {@code [1,1,P]}, what is added to the scores of each token; null for nothing
   */
  ProjectedCrossAttention(Layers layers, TextTower tower, String features, @Nullable String bias) {
    this.layers = layers;
    this.tower = tower;
    this.features = features;
    this.bias = bias;
  }

  @Override
  public String apply(int index, String rows) {
    String attention = tower.layer(index) + ".crossattention";
    int heads = tower.config().heads();
    int headWidth = tower.headWidth();
    String keys = layers.linear(features, attention + ".self.key");
    String keysTransposed =
        layers.transpose(layers.reshape(keys, 0, 0, heads, headWidth), 0L, 2L, 3L, 1L);
    String values =
        layers.splitHeads(layers.linear(features, attention + ".self.value"), heads, headWidth);
    String scores = layers.matMul(tower.query(rows, attention), keysTransposed);
    String mixed = layers.matMul(layers.softmax(scores, bias), values);
    return tower.close(layers.mergeHeads(mixed, heads, headWidth), rows, attention);
  }
}
