package dev.diptych.reranker;

import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import java.util.Optional;

/** Where the second stage reads pictures. Must be thread-safe when searches run side by side. */
@FunctionalInterface
public interface FeatureSource {

  /** {@return the patch features of this image; empty where there are none, which is no error} */
  Optional<PatchFeatures> features(ItemId id);
}
