package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.internal.features.FeatureLocator;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.Thumbnails;
import dev.diptych.index.internal.items.FactFields;
import dev.diptych.index.internal.items.FittingItem;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.ItemVisit;
import dev.diptych.index.internal.items.PendingChanges;
import dev.diptych.index.internal.items.PendingChanges.Written;
import dev.diptych.index.internal.items.SourceVisit;
import dev.diptych.index.internal.items.StoredItem;
import dev.diptych.index.internal.items.ThumbnailUpkeep;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.index.Term;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one generation. Lucene's writer closes itself for good when it meets an
 * OutOfMemoryError; then another one is opened at the last commit, and what was written since is
 * written again.
 */
public final class LuceneItemWriter implements ItemWriter {

  private final IndexLayout layout;
  private final WritableGeneration generation;
  private final Thumbnails thumbnails;
  private final ThumbnailUpkeep upkeep;
  private final PendingChanges pending = new PendingChanges();

  private boolean uncommitted;

  /** Whether all was committed, but the reader does not see it yet. */
  private boolean unseen;

  /** Whether {@link #pending} holds all changes since the last commit. */
  private boolean pendingIsAll = true;

  /** Whether Lucene's writer lacks some of them. */
  private boolean behind;

  private boolean visiting;
  private boolean closed;

  public LuceneItemWriter(IndexLayout layout, WritableGeneration generation) {
    this.layout = layout;
    this.generation = generation;
    this.thumbnails = new Thumbnails(layout.thumbnails());
    this.upkeep = new ThumbnailUpkeep(thumbnails);
  }

  @Override
  public IndexSpec spec() {
    return generation.spec();
  }

  @Override
  public Optional<Item> bySource(String source) {
    return reading(
        () -> {
          Optional<Item> recent = pending.bySource(source);
          return recent.isPresent() ? recent : committedEarlier(ItemFields.bySource(source));
        });
  }

  @Override
  public Optional<Item> byId(ItemId id) {
    return reading(
        () ->
            pending.knows(id)
                ? pending.written(id).map(Written::item)
                : committedEarlier(ItemFields.byId(id)));
  }

  @Override
  public Optional<Item> byContent(Modality modality, String contentHash) {
    return reading(
        () -> {
          Optional<Item> recent = pending.byContent(modality, contentHash);
          return recent.isPresent()
              ? recent
              : committedEarlier(ItemFields.byContent(modality, contentHash));
        });
  }

  private Optional<Item> committedEarlier(Term term) throws IOException {
    Optional<StoredItem> stored =
        StoredItem.first(generation.reader(), term, item -> !pending.knows(item.id()));
    return stored.isPresent() ? Optional.of(stored.get().item()) : Optional.empty();
  }

  @Override
  public void forEachSource(String sourcePrefix, Consumer<Item> visitor) {
    visiting(
        () -> {
          SourceVisit visit = reading(() -> new SourceVisit(generation.reader(), sourcePrefix));
          Optional<Item> next = reading(visit::next);
          while (next.isPresent()) {
            visitor.accept(next.get());
            next = reading(visit::next);
          }
        });
  }

  @Override
  public void forEachGenerated(Consumer<Item> visitor) {
    ItemVisit visit = new ItemVisit(visitor);
    visiting(() -> reading(() -> visit.of(generation.reader(), FactFields.generated())));
    visit.end();
  }

  private void visiting(Runnable visit) {
    change(generation::refreshReader);
    boolean outer = visiting;
    visiting = true;
    try {
      visit.run();
    } finally {
      visiting = outer;
    }
  }

  @Override
  public IndexView view() {
    return reading(() -> new LuceneIndexView(layout.folder(), generation.committed()));
  }

  @Override
  public void add(Item item, Embedding vector, @Nullable PatchFeatures features) {
    FittingItem.require(spec(), item, vector, features);
    writing(
        () -> {
          write(
              item,
              vector,
              features == null || spec().features() == FeatureFormat.NONE
                  ? null
                  : generation.features().append(features));
        });
  }

  @Override
  public void addCopy(Item item, ItemId original) {
    FittingItem.requireNames(item);
    writing(
        () -> {
          Written source =
              findWritten(original)
                  .orElseThrow(
                      () ->
                          new DiptychException(
                              ErrorCode.NOT_FOUND,
                              "the index at %s has no item %s to copy from; add the item with its own vector"
                                  .formatted(layout.folder(), original)));
          if (source.item().modality() != item.modality()
              || !source.item().contentHash().equals(item.contentHash())) {
            throw IndexErrors.misuse(
                "item %s is no copy of %s: its %s %s is not the %s %s"
                    .formatted(
                        item.id(),
                        original,
                        item.modality(),
                        item.contentHash(),
                        source.item().modality(),
                        source.item().contentHash()));
          }
          write(item, source.vector(), source.features());
        });
  }

  private Optional<Written> findWritten(ItemId id) throws IOException {
    if (pending.knows(id)) {
      return pending.written(id);
    }
    Optional<StoredItem> stored = StoredItem.first(generation.reader(), ItemFields.byId(id));
    return stored.isPresent()
        ? Optional.of(
            new Written(
                stored.get().item(), stored.get().vector(), stored.get().features().orElse(null)))
        : Optional.empty();
  }

  private void write(Item item, Embedding vector, @Nullable FeatureLocator features)
      throws IOException {
    release(item.id());
    generation
        .lucene()
        .updateDocument(ItemFields.byId(item.id()), ItemFields.document(item, vector, features));
    pending.put(new Written(item, vector, features));
    afterChange();
  }

  @Override
  public void remove(ItemId id) {
    writing(
        () -> {
          release(id);
          generation.lucene().deleteDocuments(ItemFields.byId(id));
          pending.remove(id);
          afterChange();
        });
  }

  /** What the item with this id has of content is about to be lost, perhaps for good. */
  private void release(ItemId id) throws IOException {
    Optional<Item> before =
        pending.knows(id)
            ? pending.written(id).map(Written::item)
            : committedEarlier(ItemFields.byId(id));
    if (before.isPresent() && before.get().modality() == Modality.IMAGE) {
      upkeep.release(before.get().contentHash());
    }
  }

  private void afterChange() throws IOException {
    uncommitted = true;
    if (pending.size() >= PendingChanges.most(spec())) {
      generation.refreshReader();
      pending.clear();
      pendingIsAll = false;
    }
  }

  @Override
  public void putThumbnail(String contentHash, byte[] jpeg) {
    writeThumbnail(contentHash, jpeg, false);
  }

  @Override
  public void replaceThumbnail(String contentHash, byte[] jpeg) {
    writeThumbnail(contentHash, jpeg, true);
  }

  private void writeThumbnail(String contentHash, byte[] jpeg, boolean replace) {
    reading(
        () -> {
          thumbnails.put(contentHash, jpeg, replace);
          return true;
        });
  }

  @Override
  public Map<String, String> notes() {
    return reading(generation::notes);
  }

  @Override
  public void putNotes(Map<String, String> notes) {
    writing(
        () -> {
          if (!notes.equals(generation.notes())) {
            generation.putNotes(notes);
            uncommitted = true;
          }
        });
  }

  @Override
  public boolean hasThumbnail(String contentHash) {
    return reading(
        () -> Thumbnails.isContentHash(contentHash) && thumbnails.state(contentHash).isUsable());
  }

  @Override
  public Optional<byte[]> thumbnail(String contentHash) {
    return reading(() -> thumbnails.get(contentHash));
  }

  @Override
  public long sweepThumbnails() {
    return reading(
        () -> uncommitted || !generation.isPublished() ? 0L : upkeep.sweep(generation.reader()));
  }

  @Override
  public void commit() {
    writing(
        () -> {
          if (uncommitted || generation.isOfAnEarlierFormat()) {
            generation.commit();
            uncommitted = false;
            unseen = true;
          }
          if (unseen) {
            generation.refreshReader();
            pending.clear();
            pendingIsAll = true;
            unseen = false;
            if (generation.isPublished()) { // else readers see another one, which may have them
              upkeep.afterCommit(generation.reader());
            }
          }
        });
  }

  @Override
  public boolean isPublished() {
    return generation.isPublished();
  }

  @Override
  public long countReplaced(String sourcePrefix) {
    return generation.isPublished() ? 0 : ReplacedItems.below(layout, sourcePrefix);
  }

  @Override
  public Optional<IndexView> replaced() {
    return generation.isPublished()
        ? Optional.empty()
        : ReplacedItems.open(layout).map(commit -> new LuceneIndexView(layout.folder(), commit));
  }

  @Override
  public boolean publish() {
    commit();
    writing(
        () -> {
          if (!generation.isPublished() && generation.reader().numDocs() > 0) {
            generation.publish();
          }
        });
    return generation.isPublished();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pending.clear();
      IndexErrors.guarded(
          layout.folder(),
          "closing",
          () -> {
            generation.close(uncommitted);
            return true;
          });
    }
  }

  /** Changes the index; the change may be made twice. */
  private void writing(ShortMemoryRetries.Change change) {
    if (visiting) {
      throw IndexErrors.misuse("an index must not be written while its sources are visited");
    }
    change(change);
  }

  private void change(ShortMemoryRetries.Change change) {
    reading(
        () -> {
          ShortMemoryRetries.make(change, this::catchUp);
          return true;
        });
  }

  /** Gives Lucene a new writer when it has lost its own, with all that is not committed. */
  private void catchUp() throws IOException {
    if (!generation.lucene().isOpen()) {
      if (!pendingIsAll) {
        throw IndexErrors.memoryRanOut(
            layout.folder(), new OutOfMemoryError("Lucene's writer has closed itself"));
      }
      behind = true;
      generation.reopenLucene();
    }
    if (behind) {
      for (Map.Entry<ItemId, Optional<Written>> each : pending.all().entrySet()) {
        Term id = ItemFields.byId(each.getKey());
        if (each.getValue().isPresent()) {
          Written written = each.getValue().get();
          generation
              .lucene()
              .updateDocument(
                  id, ItemFields.document(written.item(), written.vector(), written.features()));
        } else {
          generation.lucene().deleteDocuments(id);
        }
        uncommitted = true;
      }
      behind = false;
    }
  }

  private <T> T reading(IndexErrors.FileWork<T> work) {
    if (closed) {
      throw IndexErrors.misuse("the writer of %s is closed".formatted(layout.folder()));
    }
    return IndexErrors.guarded(layout.folder(), "writing", work);
  }
}
