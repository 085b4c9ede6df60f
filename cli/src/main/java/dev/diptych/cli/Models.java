package dev.diptych.cli;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ModelStore;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
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
    return of(IndexChoices.of(spec));
  }

  /**
   * {@return the bundle that an index was made with}
   *
   * @param choices with the model's fingerprint, or at least its first digits
   * @throws DiptychException NOT_FOUND when this machine does not have it
   */
  Bundle of(IndexChoices choices) {
    String digits = choices.fingerprint().orElseThrow();
    return find(digits, choices.modelName())
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "the index was made with the model %s (fingerprint %s), which this machine does not have; get it with: diptych model pull NAME, or diptych model import DIR; or index again with another: diptych index PATH... --rebuild --model NAME"
                        .formatted(
                            choices.modelName().orElse("of a name that is lost"),
                            digits.substring(0, Math.min(8, digits.length())))));
  }

  /**
   * {@return the bundle of this machine whose fingerprint begins with these digits; the embedded
   * ones are unpacked for it}
   */
  Optional<Bundle> find(String digits, Optional<String> name) {
    return store.list().stream()
        .filter(bundle -> fits(bundle, digits))
        .findFirst()
        .or(() -> Optional.of(store.embedded()).filter(bundle -> fits(bundle, digits)))
        .or(
            () ->
                name.filter(it -> it.startsWith(Bundle.EMBEDDED))
                    .map(store::find)
                    .filter(bundle -> fits(bundle, digits)));
  }

  private static boolean fits(Bundle bundle, String digits) {
    return bundle.fingerprint().hex().startsWith(digits);
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
