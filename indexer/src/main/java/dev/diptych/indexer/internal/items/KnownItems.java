package dev.diptych.indexer.internal.items;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.Provenance;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.internal.crawl.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The items a run may meet, by source, kept in step with every change: those that its scope covers,
 * and those of further pictures that caption files name. About 500 bytes of memory an item.
 * Thread-safe; only {@link ItemStore} changes items.
 */
public final class KnownItems {

  private final Map<String, KnownItem> bySource = new ConcurrentHashMap<>();
  private final Set<String> unseen = ConcurrentHashMap.newKeySet();

  private final Map<String, Modality> emptied = new ConcurrentHashMap<>();
  private final Set<String> leaving = ConcurrentHashMap.newKeySet();

  private KnownItems() {}

  /** Reads the items that the scope covers. */
  public static KnownItems in(Scope scope, ItemWriter writer) {
    KnownItems items = new KnownItems();
    for (String folder : scope.folders()) {
      writer.forEachSource(Scope.below(folder), items::expect);
    }
    for (String file : scope.files()) {
      writer.forEachSource(
          file,
          item -> {
            if (scope.covers(item.source().uri())) {
              items.expect(item);
            }
          });
    }
    return items;
  }

  /** What models wrote has no source to be met at; {@link WrittenCaptions} knows it. */
  private void expect(Item item) {
    if (item.facts().provenance() instanceof Provenance.Generated) {
      return;
    }
    bySource.put(item.source().uri(), KnownItem.of(item));
    unseen.add(item.source().uri());
  }

  /** Learns of an item outside the scope; it is not missed when the run does not see it. */
  public void add(Item item) {
    bySource.putIfAbsent(item.source().uri(), KnownItem.of(item));
  }

  /** {@return the item of a source, null where there is none} */
  public @Nullable KnownItem at(String source) {
    return bySource.get(source);
  }

  /** {@return whether a source is in the index as a picture, and will stay} */
  public boolean hasImage(String source) {
    KnownItem item = bySource.get(source);
    return item != null && item.modality() == Modality.IMAGE && !leaving.contains(source);
  }

  /** {@return all items, in no particular order} */
  public Collection<KnownItem> all() {
    return List.copyOf(bySource.values());
  }

  /** {@return the sources of all items} */
  public Set<String> sources() {
    return Set.copyOf(bySource.keySet());
  }

  /** Notes that a source has been accounted for. */
  public void see(String source) {
    unseen.remove(source);
    emptied.remove(source);
  }

  /** {@return the sources in scope that the run has not met, sorted} */
  public List<String> unseen() {
    return Stream.concat(unseen.stream(), emptied.keySet().stream()).distinct().sorted().toList();
  }

  /**
   * {@return what kind of item is missed at a source that gave its own to another, null where none
   * is}
   */
  public @Nullable Modality emptied(String source) {
    return emptied.get(source);
  }

  /** {@return whether this source lies in scope and has not been met yet} */
  public boolean isUnseen(String source) {
    return unseen.contains(source);
  }

  /** Notes that a source holds nothing usable any more, so that its item is to be removed. */
  public void leave(String source) {
    if (bySource.containsKey(source)) {
      leaving.add(source);
    }
  }

  /** {@return the sources whose items are to be removed though the run has met them, sorted} */
  public List<String> leaving() {
    return leaving.stream().sorted().toList();
  }

  /** This source belongs to an item that is no longer found, unless the run meets it later. */
  void expectEmpty(String source, Modality modality) {
    emptied.put(source, modality);
  }

  void put(Item item) {
    leaving.remove(item.source().uri());
    bySource.put(item.source().uri(), KnownItem.of(item));
  }

  /** {@return the pictures, each with its copies, by source} */
  public List<List<KnownItem>> pictures() {
    Map<String, List<KnownItem>> byContent = new LinkedHashMap<>();
    all().stream()
        .filter(item -> item.modality() == Modality.IMAGE)
        .sorted(Comparator.comparing(KnownItem::source))
        .forEach(
            item ->
                byContent.computeIfAbsent(item.contentHash(), hash -> new ArrayList<>()).add(item));
    return List.copyOf(byContent.values());
  }

  /** Takes down facts of an item that changed while it stayed. */
  void mark(Item item) {
    bySource.replace(item.source().uri(), KnownItem.of(item));
  }

  void remove(String source) {
    bySource.remove(source);
    unseen.remove(source);
    leaving.remove(source);
  }
}
