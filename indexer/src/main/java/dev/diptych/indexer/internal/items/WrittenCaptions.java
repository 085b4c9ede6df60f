package dev.diptych.indexer.internal.items;

import dev.diptych.core.Content;
import dev.diptych.core.FileStamp;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.Provenance.Generated;
import dev.diptych.core.Source;
import dev.diptych.index.ItemWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The captions in the index that models wrote, by the content hash of their picture, kept in step.
 * They belong to that content: they go where the picture goes, and go with it. About 500 bytes of
 * memory each. Not thread-safe; {@link ItemStore} guards it.
 */
final class WrittenCaptions {

  /** What stands behind a picture's source in that of a caption written of it. */
  private static final String FRAGMENT = "#caption=";

  private final ItemWriter writer;
  private final Map<String, List<Written>> byPicture = new HashMap<>();

  /**
   * A caption of the index, without its words.
   *
   * @param imageSource the source of its picture
   */
  private record Written(ItemId id, String imageSource) {}

  WrittenCaptions(ItemWriter writer) {
    this.writer = writer;
    writer.forEachGenerated(this::learn);
  }

  private void learn(Item item) {
    if (item.facts().provenance() instanceof Generated(_, _, String picture)) {
      byPicture
          .computeIfAbsent(picture, hash -> new ArrayList<>())
          .add(new Written(item.id(), String.valueOf(item.imageSource())));
    }
  }

  /** {@return the source of the n-th caption, from 1, that was written of a picture} */
  static String source(String imageSource, int number) {
    return imageSource + FRAGMENT + number;
  }

  /** Notes a caption that was written to the index. */
  void add(Item caption) {
    learn(caption);
  }

  /** {@return ids of the captions of a picture's content, which it forgets} */
  List<ItemId> take(String picture) {
    List<Written> taken = byPicture.remove(picture);
    return taken == null ? List.of() : taken.stream().map(Written::id).toList();
  }

  /** {@return whether a picture's content has captions} */
  boolean has(String picture) {
    return byPicture.containsKey(picture);
  }

  /** {@return content hashes of the pictures that have captions} */
  Set<String> pictures() {
    return Set.copyOf(byPicture.keySet());
  }

  /**
   * What is to be done with the captions of a content whose picture may have left.
   *
   * @param known the items, as they are now
   * @return the captions at their picture's new place; empty where they are in place already or are
   *     to be removed
   */
  Optional<List<Item>> moved(String picture, KnownItems known) {
    List<Written> captions = byPicture.getOrDefault(picture, List.of());
    if (captions.stream().allMatch(caption -> isAt(picture, caption.imageSource(), known))) {
      return Optional.of(List.of());
    }
    Optional<Item> other = writer.byContent(Modality.IMAGE, picture);
    if (other.isEmpty()) {
      return Optional.empty();
    }
    Source place = other.get().source();
    List<Item> moved = new ArrayList<>();
    for (Written caption : captions) {
      writer.byId(caption.id()).ifPresent(item -> moved.add(at(place, item)));
    }
    byPicture.put(
        picture,
        moved.stream()
            .map(item -> new Written(item.id(), place.uri()))
            .collect(Collectors.toCollection(ArrayList::new)));
    return Optional.of(moved);
  }

  private boolean isAt(String picture, String imageSource, KnownItems known) {
    KnownItem item = known.at(imageSource);
    return item != null
        ? item.modality() == Modality.IMAGE && item.contentHash().equals(picture)
        : writer
            .bySource(imageSource)
            .filter(found -> found.modality() == Modality.IMAGE)
            .filter(found -> found.contentHash().equals(picture))
            .isPresent();
  }

  private static Item at(Source place, Item caption) {
    String uri = caption.source().uri();
    String number = uri.substring(uri.lastIndexOf(FRAGMENT) + FRAGMENT.length());
    return new Item(
        caption.id(),
        new Source(place.uri() + FRAGMENT + number),
        new Content.Text(caption.contentHash(), String.valueOf(caption.text()), Optional.of(place)),
        new FileStamp(caption.bytes(), caption.modifiedMillis(), 0),
        caption.facts());
  }
}
