package dev.diptych.searcher;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some items of a view with all that has the same content, and the words that belong to them. Costs
 * three look-ups, however many items there are.
 */
final class FoundItems {

  private final Map<ItemId, List<Item>> sameContent = new HashMap<>();
  private final Map<String, List<Item>> texts;

  private FoundItems(IndexView view, List<Item> items, boolean words) {
    Map<String, List<Item>> images =
        view.imagesWith(
            items.stream()
                .filter(item -> item.modality() == Modality.IMAGE)
                .map(Item::contentHash)
                .distinct()
                .toList());
    for (Item item : items) {
      sameContent.put(
          item.id(),
          switch (item.modality()) {
            case IMAGE -> images.getOrDefault(item.contentHash(), List.of(item));
            case TEXT -> List.of(item);
          });
    }
    this.texts =
        !words
            ? Map.of()
            : view.textsOf(
                images.values().stream()
                    .flatMap(List::stream)
                    .map(item -> item.source().uri())
                    .toList());
  }

  static FoundItems of(IndexView view, List<ItemId> ids) {
    return new FoundItems(view, view.items(ids), true);
  }

  /** As {@link #of(IndexView, List)}, without the words that belong to them. */
  static FoundItems withoutWords(IndexView view, List<ItemId> ids) {
    return new FoundItems(view, view.items(ids), false);
  }

  /**
   * {@return the items with the content of this one, itself among them, the one to be shown first;
   * none where the view does not hold it}
   */
  List<Item> of(ItemId id) {
    return sameContent.getOrDefault(id, List.of());
  }

  /**
   * {@return the words that belong to an image or to a copy of it and that no model wrote, each
   * once; none for a text}
   */
  List<String> wordsOf(ItemId id) {
    return textsOf(id)
        .filter(text -> GeneratedText.of(text).isEmpty())
        .flatMap(text -> Optional.ofNullable(text.text()).stream())
        .distinct()
        .toList();
  }

  /** {@return the words that models wrote of an image or of a copy of it; none for a text} */
  List<GeneratedText> generatedOf(ItemId id) {
    return textsOf(id).flatMap(text -> GeneratedText.of(text).stream()).distinct().toList();
  }

  private Stream<Item> textsOf(ItemId id) {
    return of(id).stream()
        .flatMap(item -> texts.getOrDefault(item.source().uri(), List.of()).stream());
  }
}
