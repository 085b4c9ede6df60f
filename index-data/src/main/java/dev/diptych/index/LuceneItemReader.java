package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;

/**
 * The reader of an index. Every method leases the current view for as long as it runs, so a refresh
 * or close in another thread does not disturb it.
 */
final class LuceneItemReader implements ItemReader {

  private final IndexLayout layout;
  private final ModelFingerprint model;
  private final Thumbnails thumbnails;

  private final Object refreshing = new Object();
  private volatile @Nullable IndexView current;

  private LuceneItemReader(IndexLayout layout, ModelFingerprint model, IndexView opened) {
    this.layout = layout;
    this.model = model;
    this.thumbnails = new Thumbnails(layout.thumbnails());
    this.current = opened;
  }

  static LuceneItemReader open(IndexLayout layout, ModelFingerprint model) {
    return new LuceneItemReader(layout, model, Generation.openCurrent(layout, Optional.of(model)));
  }

  @Override
  public IndexSpec spec() {
    return leased(view -> view.manifest().spec());
  }

  @Override
  public int count(Modality modality) {
    return leased(view -> view.count(modality));
  }

  @Override
  public Recall nearest(Modality target, Embedding query, int k) {
    return nearest(target, query, k, vectors -> NearestSearch.beam(k, vectors));
  }

  @Override
  public Recall nearest(Modality target, Embedding query, int k, int beam) {
    if (beam < k) {
      throw IndexErrors.misuse(
          "the beam must be at least the number of neighbours, %s, but was %s".formatted(k, beam));
    }
    return nearest(target, query, k, vectors -> Math.min(beam, vectors));
  }

  private Recall nearest(Modality target, Embedding query, int k, IntUnaryOperator beams) {
    return leased(
        view ->
            NearestSearch.nearest(
                view.reader(), target, checked(view, query, k), k, beams, view.count(target)));
  }

  @Override
  public Recall nearestExact(Modality target, Embedding query, int k) {
    return leased(view -> NearestSearch.exact(view.reader(), target, checked(view, query, k), k));
  }

  private static float[] checked(IndexView view, Embedding query, int k) {
    if (k < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "the number of neighbours must be at least 1, but was " + k);
    }
    if (query.dimension() != view.manifest().spec().dimension()) {
      throw IndexErrors.misuse(
          "the query has %s dimensions, but the index has %s"
              .formatted(query.dimension(), view.manifest().spec().dimension()));
    }
    return query.toArray();
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return leased(view -> item(view, id));
  }

  @Override
  public List<Item> items(List<ItemId> ids) {
    return leased(
        view -> {
          List<Item> found = new ArrayList<>(ids.size());
          for (ItemId id : ids) {
            item(view, id).ifPresent(found::add);
          }
          return List.copyOf(found);
        });
  }

  private static Optional<Item> item(IndexView view, ItemId id) throws IOException {
    Optional<StoredItem> stored = stored(view, id);
    return stored.isPresent() ? Optional.of(stored.get().item()) : Optional.empty();
  }

  private static Optional<StoredItem> stored(IndexView view, ItemId id) throws IOException {
    return StoredItem.first(view.reader(), ItemFields.byId(id));
  }

  @Override
  public Optional<Embedding> vector(ItemId id) {
    return leased(
        view -> {
          Optional<StoredItem> stored = stored(view, id);
          return stored.isPresent() ? Optional.of(stored.get().vector()) : Optional.empty();
        });
  }

  @Override
  public Optional<PatchFeatures> features(ItemId id) {
    return leased(
        view -> {
          Optional<FeatureLocator> locator = stored(view, id).flatMap(StoredItem::features);
          return locator.isPresent()
              ? Optional.of(view.generation().features().read(locator.get()))
              : Optional.empty();
        });
  }

  @Override
  public List<Item> textsOf(String imageSource) {
    return leased(
        view -> {
          List<Item> texts = new ArrayList<>();
          StoredItem.forEach(
              view.reader(),
              ItemFields.byImageSource(imageSource),
              stored -> texts.add(stored.item()));
          texts.sort(Comparator.comparing(Item::source).thenComparing(Item::id));
          return List.copyOf(texts);
        });
  }

  @Override
  public Optional<byte[]> thumbnail(String contentHash) {
    return leased(view -> thumbnails.get(contentHash));
  }

  @Override
  public IndexSummary summary() {
    return leased(IndexView::summary);
  }

  @Override
  public boolean refresh() {
    synchronized (refreshing) {
      IndexView before = current;
      if (before == null) {
        throw alreadyClosed();
      }
      IndexView after = newer(before);
      if (after == null) {
        return false;
      }
      current = after;
      IndexErrors.guarded(layout.folder(), "refreshing", () -> release(before));
      return true;
    }
  }

  private @Nullable IndexView newer(IndexView before) {
    IndexPointer opened = before.generation().pointer();
    if (Generation.currentPointer(layout).equals(opened)) {
      try {
        return newerCommit(before);
      } catch (DiptychException e) {
        // A rebuild may have deleted this generation meanwhile.
        if (Generation.currentPointer(layout).equals(opened)) {
          throw e;
        }
      }
    }
    return openCurrent();
  }

  private IndexView openCurrent() {
    try {
      return Generation.openCurrent(layout, Optional.of(model));
    } catch (DiptychException e) {
      Optional<IndexChoices> now = RemainingChoices.of(layout);
      String fingerprint = now.flatMap(IndexChoices::fingerprint).orElse("");
      if (e.code() != ErrorCode.INCOMPATIBLE_INDEX || model.hex().startsWith(fingerprint)) {
        throw e;
      }
      throw new DiptychException(
          e.code(),
          "the index at %s was rebuilt with another model, %s (fingerprint %s); start what has it open again to search what it holds now, a server with `diptych serve --index %s`"
              .formatted(
                  layout.folder(),
                  now.flatMap(IndexChoices::modelName).orElse("of an unknown name"),
                  fingerprint.substring(0, 8),
                  IndexErrors.shellWord(layout.folder())),
          e);
    }
  }

  private @Nullable IndexView newerCommit(IndexView before) {
    return IndexErrors.<@Nullable IndexView>guarded(
        layout.folder(),
        "refreshing",
        () -> {
          DirectoryReader reader = DirectoryReader.openIfChanged(before.reader());
          if (reader == null) {
            return null;
          }
          try {
            return before.generation().view(reader);
          } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
          }
        });
  }

  private static boolean release(IndexView view) throws IOException {
    view.release();
    return true;
  }

  /** Something done with a view that stays open meanwhile. */
  @FunctionalInterface
  private interface Use<T> {
    T of(IndexView view) throws IOException;
  }

  private <T> T leased(Use<T> use) {
    return IndexErrors.guarded(
        layout.folder(),
        "reading",
        () -> {
          IndexView view = lease();
          try {
            return use.of(view);
          } finally {
            view.release();
          }
        });
  }

  private IndexView lease() {
    while (true) {
      IndexView view = current;
      if (view == null) {
        throw alreadyClosed();
      }
      if (view.lease()) {
        return view;
      }
    }
  }

  private DiptychException alreadyClosed() {
    return IndexErrors.misuse("the reader of %s is closed".formatted(layout.folder()));
  }

  @Override
  public void close() {
    synchronized (refreshing) {
      IndexView last = current;
      if (last != null) {
        current = null;
        IndexErrors.guarded(layout.folder(), "closing", () -> release(last));
      }
    }
  }
}
