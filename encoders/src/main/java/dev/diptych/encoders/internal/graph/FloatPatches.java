package dev.diptych.encoders.internal.graph;

/** Patches as 32-bit floats, {@code f32 [K,P,W]}. */
public final class FloatPatches implements PatchProducts {

  private final Layers layers;
  private final String features;
  private final String featuresTransposed;

  public FloatPatches(Layers layers, String features) {
    this.layers = layers;
    this.features = features;
    this.featuresTransposed = layers.transpose(features, 0L, 2L, 1L);
  }

  @Override
  public String scores(String wanted) {
    return layers.matMul(wanted, featuresTransposed);
  }

  @Override
  public String weightedSums(String shares) {
    return layers.matMul(shares, features);
  }
}
