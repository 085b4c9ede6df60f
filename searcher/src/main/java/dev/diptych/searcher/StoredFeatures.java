package dev.diptych.searcher;

import dev.diptych.core.Item;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.ItemReader;
import dev.diptych.reranker.FeatureCache;
import java.util.Optional;

/** Patch features of indexed pictures, through the cache. */
final class StoredFeatures {

  private final ItemReader reader;
  private final FeatureCache cache;

  StoredFeatures(ItemReader reader, FeatureCache cache) {
    this.reader = reader;
    this.cache = cache;
  }

  /**
   * The features of exactly this picture.
   *
   * @return empty where none are stored, and where the item has got other bytes since it was looked
   *     up
   */
  Optional<PatchFeatures> of(Item image) {
    return cache.features(image.contentHash(), () -> read(image));
  }

  /** The reader may move to a newer commit at any moment; a look after the read tells. */
  private Optional<PatchFeatures> read(Item image) {
    Optional<PatchFeatures> features = reader.features(image.id());
    boolean unchanged =
        reader
            .item(image.id())
            .filter(now -> now.contentHash().equals(image.contentHash()))
            .isPresent();
    return unchanged ? features : Optional.empty();
  }
}
