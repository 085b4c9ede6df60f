package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ModelStore;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.NamedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Brings models and indexes together: which bundle an index needs, which index a bundle makes.
 * Thread-safe.
 */
public final class Models {

  private final ModelStore store;

  private Models(ModelStore store) {
    this.store = store;
  }

  /** {@return the models kept in a folder} */
  public static Models at(Path folder) {
    return new Models(ModelStore.at(folder));
  }

  /** {@return the store that bundles are loaded from} */
  public ModelStore store() {
    return store;
  }

  /**
   * {@return the bundle that an index was made with}
   *
   * @throws DiptychException NOT_FOUND when this machine does not have it
   */
  public Bundle of(IndexSpec spec) {
    return of(IndexChoices.of(spec));
  }

  /**
   * {@return the bundle that an index was made with}
   *
   * @param choices with the model's fingerprint, or at least its first digits
   * @throws DiptychException NOT_FOUND when this machine does not have it
   */
  Bundle of(IndexChoices choices) {
    return of(choices.fingerprint().orElseThrow(), choices.modelName());
  }

  /**
   * {@return the bundle whose patch features an index holds}
   *
   * @param choices with the reranker's fingerprint
   * @throws DiptychException NOT_FOUND when this machine does not have it
   */
  Bundle rerankerOf(IndexChoices choices) {
    return of(choices.rerankerFingerprint().orElseThrow(), choices.rerankerName());
  }

  private Bundle of(String digits, Optional<String> name) {
    return find(digits, name)
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "the index was made with the model %s (fingerprint %s), which this machine does not have; get it with: diptych model pull NAME, or diptych model import DIR; or index again with another: diptych index PATH... --rebuild --model NAME"
                        .formatted(
                            name.orElse("of a name that is lost"),
                            digits.substring(0, Math.min(8, digits.length())))));
  }

  /**
   * {@return the bundle of a model that an index names}
   *
   * @throws DiptychException NOT_FOUND when this machine does not have it
   */
  Bundle of(NamedModel model) {
    return of(model.fingerprint().hex(), Optional.of(model.name()));
  }

  /** Finds a bundle by the first digits of its fingerprint; unpacks the embedded ones for it. */
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
  public static IndexSpec spec(Bundle bundle, FeatureFormat features) {
    if (!bundle.capabilities().contains(Capability.ITC)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an index needs a model that can recall, but %s can only: %s; choose another with --model, see: diptych model list"
              .formatted(bundle.name(), capabilities(bundle)));
    }
    return new IndexSpec(
            bundle.fingerprint(),
            bundle.name(),
            bundle.shape().dimension(),
            bundle.shape().patches(),
            bundle.shape().visionWidth(),
            features)
        .withImageVectors(bundle.shape().imageVectors());
  }

  /**
   * {@return what an index of two models is like}
   *
   * @param retriever gives the vectors
   * @param reranker gives the patch features; may be the same
   * @throws DiptychException INVALID_REQUEST when either cannot do its part
   */
  static IndexSpec spec(Bundle retriever, Bundle reranker, FeatureFormat features) {
    IndexSpec spec = spec(retriever, features);
    if (retriever.fingerprint().equals(reranker.fingerprint())) {
      return spec;
    }
    if (!reranker.capabilities().contains(Capability.ITM)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--reranker needs a model that can rerank, but %s can only: %s; choose another, see: diptych model list"
              .formatted(reranker.name(), capabilities(reranker)));
    }
    return spec.withReranker(
        new NamedModel(reranker.fingerprint(), reranker.name()),
        reranker.shape().patches(),
        reranker.shape().visionWidth());
  }

  /** {@return what a bundle can do, as {@code recall, rerank, caption}} */
  public static String capabilities(Bundle bundle) {
    return bundle.capabilities().stream().map(Models::word).collect(Collectors.joining(", "));
  }

  static String word(Capability capability) {
    return switch (capability) {
      case ITC -> "recall";
      case ITM -> "rerank";
      case CAPTION -> "caption";
    };
  }
}
