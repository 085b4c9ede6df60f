package dev.diptych.encoders.internal.graph;

/**
 * Cross-attention as in the original: patches are projected to keys and values, once per picture
 * however many texts there are. The better form for one picture against many texts.
 */
final class ProjectedCrossAttention implements CrossAttention {

  private final Layers layers;
  private final TextTower tower;
  private final String features;

  /**
   * @param features {@code [1,P,W]}, or {@code [B,P,W]} to pair picture and text row by row
   */
  ProjectedCrossAttention(Layers layers, TextTower tower, String features) {
    this.layers = layers;
    this.tower = tower;
    this.features = features;
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
    String mixed = layers.matMul(layers.softmax(scores), values);
    return tower.close(layers.mergeHeads(mixed, heads, headWidth), rows, attention);
  }
}
