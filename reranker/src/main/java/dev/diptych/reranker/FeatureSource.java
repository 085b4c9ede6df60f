package dev.diptych.reranker;

import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import java.util.List;
import java.util.Map;

/** Where the second stage reads pictures. Must be thread-safe when searches run side by side. */
@FunctionalInterface
public interface FeatureSource {

  /**
   * {@return the patch features of these images; those that have none are left out, which is no
   * error}
   *
   * @param ids what one run of the encoder is to score
   */
  Map<ItemId, PatchFeatures> features(List<ItemId> ids);
}
