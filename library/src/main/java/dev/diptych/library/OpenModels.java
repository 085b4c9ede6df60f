package dev.diptych.library;

import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.WeightUse;
import java.util.HashMap;
import java.util.Map;

/** The models that an index has loaded, each once: most often one, two while it changes models. */
final class OpenModels implements AutoCloseable {

  private final ModelStore store;
  private final WeightUse weights;
  private final Map<Pair, Model> loaded = new HashMap<>();

  /** Of whose vectors and whose patch features a model is. */
  private record Pair(ModelFingerprint retriever, ModelFingerprint reranker) {}

  OpenModels(ModelStore store, WeightUse weights) {
    this.store = store;
    this.weights = weights;
  }

  /**
   * {@return the model of these bundles, which may be one, loaded if it is not yet; it stays this
   * object's}
   */
  synchronized Model model(Bundle retriever, Bundle reranker) {
    return loaded.computeIfAbsent(
        new Pair(retriever.fingerprint(), reranker.fingerprint()), _ -> load(retriever, reranker));
  }

  private Model load(Bundle retriever, Bundle reranker) {
    return retriever.fingerprint().equals(reranker.fingerprint())
        ? store.load(retriever, weights)
        : store.load(retriever, reranker, weights);
  }

  /** {@return a model for one use, the caller's to close} */
  Model load(Bundle bundle) {
    return store.load(bundle, weights);
  }

  /** Closes all but one. */
  synchronized void keepOnly(ModelFingerprint retriever, ModelFingerprint reranker) {
    Pair model = new Pair(retriever, reranker);
    loaded
        .entrySet()
        .removeIf(
            entry -> {
              if (entry.getKey().equals(model)) {
                return false;
              }
              entry.getValue().close();
              return true;
            });
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(Model::close);
    loaded.clear();
  }
}
