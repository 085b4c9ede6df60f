package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import java.util.Map;

/**
 * The patch features of some images. What is damaged does not keep the others from being read.
 *
 * @param found in memory of their own, {@code f32 [P,W]} each; none for a text, for an unknown id,
 *     and where none are stored
 * @param damaged what could not be read, with the reason (CORRUPT_INDEX)
 */
public record StoredFeatures(
    Map<ItemId, PatchFeatures> found, Map<ItemId, DiptychException> damaged) {

  public StoredFeatures {
    found = Map.copyOf(found);
    damaged = Map.copyOf(damaged);
  }
}
