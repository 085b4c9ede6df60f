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
  private final Map<ModelFingerprint, Model> loaded = new HashMap<>();

  OpenModels(ModelStore store, WeightUse weights) {
    this.store = store;
    this.weights = weights;
  }

  /** {@return the bundle's model, loaded if it is not yet; it stays this object's} */
  synchronized Model model(Bundle bundle) {
    return loaded.computeIfAbsent(bundle.fingerprint(), _ -> store.load(bundle, weights));
  }

  /** Closes all but one. */
  synchronized void keepOnly(ModelFingerprint model) {
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
