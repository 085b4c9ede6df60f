package dev.diptych.index.internal.items;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.features.FeatureLocator;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was written since the last commit, or, where that is too much for the heap, since the
 * writer's Lucene reader was last brought up to date; by id, source and content. An id known here
 * hides what that reader says of it.
 */
public final class PendingChanges {

  private static final int MOST = 16_384;

  /** Numbers of vectors that take a 32nd of small heaps. */
  private static final int MOST_NUMBERS =
      Math.clamp(Runtime.getRuntime().maxMemory() / 32 / Float.BYTES, 1 << 18, 8 << 20);

  /**
   * An item as it was written.
   *
   * @param item the item
   * @param vector its vector
   * @param features where its features lie, null when it has none
   */
  public record Written(Item item, Embedding vector, @Nullable FeatureLocator features) {}

  private record Content(Modality modality, String hash) {}

  /** Empty for a removed item. */
  private final Map<ItemId, Optional<Written>> byId = new HashMap<>();

  private final Map<String, ItemId> bySource = new HashMap<>();
  private final Map<Content, Set<ItemId>> byContent = new HashMap<>();

  /** {@return all of it by id, in no particular order; empty for a removed item} */
  public Map<ItemId, Optional<Written>> all() {
    return Collections.unmodifiableMap(byId);
  }

  /** {@return how many changes may be kept before Lucene's reader is to be brought up to date} */
  public static int most(IndexSpec spec) {
    return Math.min(MOST, MOST_NUMBERS / (spec.imageVectors() * spec.dimension()));
  }

  public int size() {
    return byId.size();
  }

  public void clear() {
    byId.clear();
    bySource.clear();
    byContent.clear();
  }

  public void put(Written written) {
    Item item = written.item();
    forget(item.id());
    byId.put(item.id(), Optional.of(written));
    bySource.put(item.source().uri(), item.id());
    byContent.computeIfAbsent(content(item), key -> new LinkedHashSet<>()).add(item.id());
  }

  public void remove(ItemId id) {
    forget(id);
    byId.put(id, Optional.empty());
  }

  private void forget(ItemId id) {
    Optional<Written> before = byId.getOrDefault(id, Optional.empty());
    if (before.isPresent()) {
      Item item = before.get().item();
      bySource.remove(item.source().uri(), id);
      Set<ItemId> same = byContent.getOrDefault(content(item), Set.of());
      same.remove(id);
      if (same.isEmpty()) {
        byContent.remove(content(item));
      }
    }
  }

  /** {@return whether the id was written or removed meanwhile} */
  public boolean knows(ItemId id) {
    return byId.containsKey(id);
  }

  /** {@return the item as it was last written; empty when removed or not known here} */
  public Optional<Written> written(ItemId id) {
    return byId.getOrDefault(id, Optional.empty());
  }

  public Optional<Item> bySource(String source) {
    return Optional.ofNullable(bySource.get(source)).flatMap(this::written).map(Written::item);
  }

  public Optional<Item> byContent(Modality modality, String contentHash) {
    return byContent.getOrDefault(new Content(modality, contentHash), Set.of()).stream()
        .findFirst()
        .flatMap(this::written)
        .map(Written::item);
  }

  private static Content content(Item item) {
    return new Content(item.modality(), item.contentHash());
  }
}
