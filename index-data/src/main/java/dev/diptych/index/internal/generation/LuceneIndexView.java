package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.Completion;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import dev.diptych.index.StoredFeatures;
import dev.diptych.index.WordRecall;
import dev.diptych.index.WordRequest;
import dev.diptych.index.internal.features.FeatureLocator;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.ItemVisit;
import dev.diptych.index.internal.items.StoredItem;
import dev.diptych.index.internal.items.StoredLook;
import dev.diptych.index.internal.vectors.NearestSearch;
import dev.diptych.index.internal.vectors.VectorSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;

/** A lease of one commit, with the look-ups over its Lucene documents and feature records. */
final class LuceneIndexView implements IndexView {

  private static final Comparator<Item> BY_SOURCE =
      Comparator.comparing(Item::source).thenComparing(Item::id);

  private static final Comparator<Item> SHORTEST_FIRST =
      Comparator.comparingInt((Item item) -> item.source().uri().length()).thenComparing(BY_SOURCE);

  private final Path folder;
  private final OpenCommit commit;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes over a lease.
   *
   * @param folder the index
   * @param commit leased by the caller, released by {@link #close}
   */
  LuceneIndexView(Path folder, OpenCommit commit) {
    this.folder = folder;
    this.commit = commit;
  }

  @Override
  public IndexSpec spec() {
    return commit.manifest().spec();
  }

  @Override
  public String commit() {
    return "%s/%s"
        .formatted(commit.generation().pointer().generation(), commit.reader().getVersion());
  }

  @Override
  public Map<String, String> notes() {
    return commit.manifest().notes();
  }

  @Override
  public int count(Modality modality) {
    return commit.count(modality);
  }

  @Override
  public int count(Modality modality, Filter filter) {
    return filter.isEmpty()
        ? count(modality)
        : reading(_ -> commit.filters().accepted(modality, filter).count());
  }

  @Override
  public Recall recall(RecallRequest request) {
    request.requireFits(spec());
    return reading(
        reader -> {
          Modality target = request.target();
          int vectors = spec().vectors(target);
          return request.filter().isEmpty()
              ? NearestSearch.recall(reader, request, vectors, count(target))
              : NearestSearch.recall(
                  reader, request, vectors, commit.filters().accepted(target, request.filter()));
        });
  }

  @Override
  public WordRecall recall(WordRequest request) {
    return reading(_ -> commit.words().recall(request));
  }

  @Override
  public List<Completion> completions(Completion.Kind kind, String begun, int most) {
    return reading(_ -> commit.words().completions(kind, begun, most));
  }

  @Override
  public Map<String, String> corrections(List<String> words) {
    return reading(_ -> commit.words().corrections(words));
  }

  @Override
  public List<Item> items(List<ItemId> ids) {
    return reading(
        reader -> {
          List<Item> found = new ArrayList<>(ids.size());
          for (ItemId id : ids) {
            Optional<StoredItem> stored = stored(reader, id);
            if (stored.isPresent()) {
              found.add(stored.get().item());
            }
          }
          return List.copyOf(found);
        });
  }

  @Override
  public Map<String, List<Item>> imagesWith(List<String> contentHashes) {
    return grouped(
        contentHashes, hash -> ItemFields.byContent(Modality.IMAGE, hash), SHORTEST_FIRST);
  }

  @Override
  public Map<ItemId, Embedding> vectors(List<ItemId> ids) {
    return reading(
        reader -> {
          Map<ItemId, Embedding> found = new HashMap<>();
          for (ItemId id : ids) {
            Optional<StoredItem> stored = stored(reader, id);
            if (stored.isPresent()) {
              found.put(id, stored.get().vector());
            }
          }
          return Map.copyOf(found);
        });
  }

  @Override
  public List<Embedding> sample(Modality modality, int most) {
    return reading(reader -> VectorSample.of(reader, modality, most));
  }

  @Override
  public Map<ItemId, Look> looks(List<ItemId> ids) {
    return reading(
        reader -> {
          Map<ItemId, Look> found = new HashMap<>();
          for (ItemId id : ids) {
            StoredLook.of(reader, id).ifPresent(look -> found.put(id, look));
          }
          return Map.copyOf(found);
        });
  }

  @Override
  public StoredFeatures features(List<ItemId> ids) {
    return reading(
        reader -> {
          Map<ItemId, PatchFeatures> found = new HashMap<>();
          Map<ItemId, DiptychException> damaged = new HashMap<>();
          for (ItemId id : ids) {
            Optional<FeatureLocator> locator = stored(reader, id).flatMap(StoredItem::features);
            if (locator.isPresent()) {
              try {
                found.put(id, commit.generation().features().read(locator.get()));
              } catch (DiptychException e) {
                damaged.put(id, requireDamage(e));
              }
            }
          }
          return new StoredFeatures(found, damaged);
        });
  }

  private static DiptychException requireDamage(DiptychException e) {
    if (e.code() != ErrorCode.CORRUPT_INDEX) {
      throw e;
    }
    return e;
  }

  @Override
  public Map<String, List<Item>> textsOf(List<String> imageSources) {
    return grouped(imageSources, ItemFields::byImageSource, BY_SOURCE);
  }

  @Override
  public void forEach(Modality modality, Consumer<Item> visitor) {
    ItemVisit visit = new ItemVisit(visitor);
    reading(reader -> visit.of(reader, ItemFields.byModality(modality)));
    visit.end();
  }

  /** {@return the items that have the term of each key, by key} */
  private Map<String, List<Item>> grouped(
      List<String> keys, Function<String, Term> term, Comparator<Item> order) {
    return reading(
        reader -> {
          Map<String, List<Item>> found = new HashMap<>();
          for (String key : keys) {
            List<Item> items = new ArrayList<>();
            StoredItem.forEach(reader, term.apply(key), stored -> items.add(stored.item()));
            if (!items.isEmpty()) {
              items.sort(order);
              found.put(key, List.copyOf(items));
            }
          }
          return Map.copyOf(found);
        });
  }

  private static Optional<StoredItem> stored(DirectoryReader reader, ItemId id) throws IOException {
    return StoredItem.first(reader, ItemFields.byId(id));
  }

  /** Something read from the commit. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(DirectoryReader reader) throws IOException;
  }

  private <T> T reading(Reading<T> reading) {
    if (closed.get()) {
      throw IndexErrors.misuse("a view of the index at %s is closed".formatted(folder));
    }
    return IndexErrors.guarded(folder, "reading", () -> reading.of(commit.reader()));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      IndexErrors.guarded(
          folder,
          "closing",
          () -> {
            commit.release();
            return true;
          });
    }
  }
}
