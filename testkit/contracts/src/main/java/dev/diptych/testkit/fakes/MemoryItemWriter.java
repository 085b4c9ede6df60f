package dev.diptych.testkit.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Content;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Facts;
import dev.diptych.core.FileStamp;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Provenance;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemWriter;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An index in memory that keeps {@link ItemWriter}'s contract and checks that its caller does too:
 * one thread at a time, no two items of one source, no commit of a source that no file can have.
 */
public final class MemoryItemWriter implements ItemWriter {

  /** What the index holds of an item. */
  public record Stored(Item item, Embedding vector, @Nullable PatchFeatures features) {}

  private Map<String, String> notes = Map.of();
  private Map<String, String> committedNotes = Map.of();
  private final Map<ItemId, Stored> items = new LinkedHashMap<>();
  private Map<ItemId, Stored> committed = Map.of();
  public final Map<String, byte[]> thumbnails = new ConcurrentHashMap<>();
  public int commits;
  public int changes;

  /** False while this stands for a rebuild that has not finished. */
  public boolean published = true;

  /** Sources of the index that the rebuild is to replace. */
  public List<String> replaced = List.of();

  /** Fails the change after so many more changes; negative never fails. */
  public int failAfter = -1;

  /** Called before every commit. */
  public Runnable beforeCommit = () -> {};

  private final AtomicBoolean inUse = new AtomicBoolean();
  private boolean visiting;

  /** A writer that begins with what another one committed, as after a crash. */
  public static MemoryItemWriter afterCrashOf(MemoryItemWriter crashed) {
    MemoryItemWriter writer = new MemoryItemWriter();
    writer.items.putAll(crashed.committed);
    writer.committed = crashed.committed;
    writer.notes = crashed.committedNotes;
    writer.committedNotes = crashed.committedNotes;
    writer.thumbnails.putAll(crashed.thumbnails);
    return writer;
  }

  public Collection<Stored> committed() {
    return committed.values();
  }

  /** {@return the committed item of a source} */
  public Stored at(String source) {
    return committed.values().stream()
        .filter(stored -> stored.item().source().uri().equals(source))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no item of " + source + " in " + sources()));
  }

  /** {@return all committed sources, sorted} */
  public List<String> sources() {
    return committed.values().stream()
        .map(stored -> stored.item().source().uri())
        .sorted()
        .toList();
  }

  @Override
  public IndexSpec spec() {
    return HashingModel.spec();
  }

  @Override
  public Optional<Item> bySource(String source) {
    return alone(
        () ->
            items.values().stream()
                .map(Stored::item)
                .filter(item -> item.source().uri().equals(source))
                .findFirst());
  }

  @Override
  public Optional<Item> byId(ItemId id) {
    return alone(() -> Optional.ofNullable(items.get(id)).map(Stored::item));
  }

  @Override
  public Optional<Item> byContent(Modality modality, String contentHash) {
    return alone(
        () ->
            items.values().stream()
                .map(Stored::item)
                .filter(i -> i.modality() == modality && i.contentHash().equals(contentHash))
                .findFirst());
  }

  @Override
  public void forEachSource(String sourcePrefix, Consumer<Item> visitor) {
    visiting = true;
    items.values().stream()
        .map(Stored::item)
        .filter(item -> item.source().uri().startsWith(sourcePrefix))
        .forEach(visitor);
    visiting = false;
  }

  @Override
  public void forEachGenerated(Consumer<Item> visitor) {
    forEachSource(
        "",
        item -> {
          if (item.facts().provenance() instanceof Provenance.Generated) {
            visitor.accept(item);
          }
        });
  }

  @Override
  public IndexView view() {
    throw new UnsupportedOperationException("captions are written to real indexes");
  }

  @Override
  public void add(Item item, Embedding vector, @Nullable PatchFeatures features) {
    change(() -> put(new Stored(item, vector, features)));
  }

  @Override
  public void addCopy(Item item, ItemId original) {
    change(
        () -> {
          Stored from = items.get(original);
          if (from == null) {
            throw new AssertionError("no original %s of %s".formatted(original, item));
          }
          assertThat(from.item().contentHash()).isEqualTo(item.contentHash());
          assertThat(from.item().modality()).isEqualTo(item.modality());
          put(new Stored(item, from.vector(), from.features()));
        });
  }

  private void put(Stored stored) {
    Item item = stored.item();
    for (Stored other : items.values()) {
      if (!other.item().id().equals(item.id())) {
        assertThat(other.item().source().uri())
            .as("source of another item")
            .isNotEqualTo(item.source().uri());
      }
    }
    items.put(item.id(), stored);
  }

  @Override
  public void remove(ItemId id) {
    change(() -> items.remove(id));
  }

  @Override
  public void putThumbnail(String contentHash, byte[] jpeg) {
    alone(() -> thumbnails.putIfAbsent(contentHash, jpeg));
  }

  @Override
  public Map<String, String> notes() {
    return notes;
  }

  @Override
  public void putNotes(Map<String, String> newNotes) {
    notes = Map.copyOf(newNotes);
  }

  @Override
  public boolean hasThumbnail(String contentHash) {
    return thumbnails.containsKey(contentHash);
  }

  @Override
  public Optional<byte[]> thumbnail(String contentHash) {
    return Optional.ofNullable(thumbnails.get(contentHash));
  }

  @Override
  public long sweepThumbnails() {
    return alone(
        () -> {
          int before = thumbnails.size();
          thumbnails
              .keySet()
              .retainAll(
                  committed.values().stream()
                      .filter(stored -> stored.item().modality() == Modality.IMAGE)
                      .map(stored -> stored.item().contentHash())
                      .toList());
          return (long) (before - thumbnails.size());
        });
  }

  @Override
  public void replaceThumbnail(String contentHash, byte[] jpeg) {
    alone(() -> thumbnails.put(contentHash, jpeg));
  }

  /** Makes this an index of a program that did not count its rules of decoding. */
  public void forgetDecoding() {
    notes = Map.of();
    forget(true, false);
  }

  /** Makes this an index of a program that did not keep change times. */
  public void forgetChangeTimes() {
    forget(false, true);
  }

  /** Makes this an index of a program that did not keep facts. */
  public void forgetFacts() {
    items.replaceAll(
        (id, stored) ->
            new Stored(stored.item().with(Facts.NONE), stored.vector(), stored.features()));
  }

  private void forget(boolean decoding, boolean changeTimes) {
    items.replaceAll(
        (id, stored) -> {
          Item item = stored.item();
          return new Stored(
              new Item(
                  id,
                  item.source(),
                  decoding ? withoutDecoding(item.content()) : item.content(),
                  new FileStamp(
                      item.bytes(), item.modifiedMillis(), changeTimes ? 0 : item.changedMillis()),
                  item.facts()),
              stored.vector(),
              stored.features());
        });
  }

  private static Content withoutDecoding(Content content) {
    return content instanceof Content.Image image
        ? new Content.Image(image.hash(), image.width(), image.height(), 0)
        : content;
  }

  @Override
  public void commit() {
    beforeCommit.run();
    alone(
        () -> {
          Set<String> sources = new HashSet<>();
          for (Stored stored : items.values()) {
            assertThat(stored.item().source().uri()).startsWith("file:///");
            assertThat(sources.add(stored.item().source().uri())).isTrue();
          }
          dropThumbnails(committed, items);
          committed = new LinkedHashMap<>(items);
          committedNotes = notes;
          commits++;
          return commits;
        });
  }

  /** Those whose last item a commit removes go with it. */
  private void dropThumbnails(Map<ItemId, Stored> before, Map<ItemId, Stored> after) {
    Set<String> left = new HashSet<>();
    before.values().forEach(stored -> left.add(stored.item().contentHash()));
    after.values().forEach(stored -> left.remove(stored.item().contentHash()));
    thumbnails.keySet().removeAll(left);
  }

  @Override
  public boolean isPublished() {
    return published;
  }

  @Override
  public long countReplaced(String sourcePrefix) {
    return published
        ? 0
        : replaced.stream().filter(source -> source.startsWith(sourcePrefix)).count();
  }

  /** As where that index cannot be read. */
  @Override
  public Optional<IndexView> replaced() {
    return Optional.empty();
  }

  @Override
  public boolean publish() {
    commit();
    published |= !committed.isEmpty();
    return published;
  }

  @Override
  public void close() {}

  private void change(Runnable change) {
    assertThat(visiting).as("writing while visiting").isFalse();
    alone(
        () -> {
          if (failAfter == 0) {
            throw new DiptychException(ErrorCode.IO, "no space left on device");
          }
          failAfter--;
          changes++;
          change.run();
          return changes;
        });
  }

  private <T extends @Nullable Object> T alone(Supplier<T> action) {
    assertThat(inUse.compareAndSet(false, true)).as("used by one thread at a time").isTrue();
    try {
      return action.get();
    } finally {
      inUse.set(false);
    }
  }
}
