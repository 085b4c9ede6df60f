package dev.diptych.benchmarks;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelShape;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;

/** What an index of a model holds. Stateless. */
public final class IndexSpecs {

  private IndexSpecs() {}

  /** {@return the spec of an index of this model that keeps all tokens of a picture} */
  public static IndexSpec of(Bundle bundle, FeatureFormat features) {
    ModelShape shape = bundle.shape();
    return new IndexSpec(
        bundle.fingerprint(),
        bundle.name(),
        shape.dimension(),
        shape.patches(),
        shape.visionWidth(),
        features);
  }
}
