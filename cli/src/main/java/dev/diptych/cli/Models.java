package dev.diptych.cli;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ModelStore;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import java.util.Optional;

/** Brings models and indexes together: which bundle an index needs, which index a bundle makes. */
final class Models {

  private final ModelStore store;

  Models(Invocation invocation) {
    this.store = ModelStore.at(invocation.models());
  }

  /** {@return the store that bundles are loaded from} */
  ModelStore store() {
    return store;
  }

  /**
   * {@return the bundle that an index was made with}
   *
   * @throws DiptychException NOT_FOUND when this machine does not have it
   */
  Bundle of(IndexSpec spec) {
    return store.list().stream()
        .filter(bundle -> bundle.fingerprint().equals(spec.model()))
        .findFirst()
        .or(() -> Optional.of(store.embedded()).filter(it -> it.fingerprint().equals(spec.model())))
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "the index was made with the model %s (fingerprint %s), which this machine does not have; get it with: diptych model pull NAME, or diptych model import DIR; or index again with another: diptych index PATH... --rebuild --model NAME"
                        .formatted(spec.modelName(), spec.model().shortForm())));
  }

  /**
   * {@return what an index made with this bundle is like}
   *
   * @throws DiptychException INVALID_REQUEST when the bundle has no embeddings
   */
  static IndexSpec spec(Bundle bundle, FeatureFormat features) {
    if (!bundle.capabilities().contains(Capability.ITC)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an index needs a model that can recall, but %s can only: %s; choose another with --model, see: diptych model list"
              .formatted(bundle.name(), ModelText.capabilities(bundle)));
    }
    return new IndexSpec(
        bundle.fingerprint(),
        bundle.name(),
        bundle.shape().dimension(),
        bundle.shape().patches(),
        bundle.shape().visionWidth(),
        features);
  }
}
