package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexSummary;
import dev.diptych.index.ItemReader;
import dev.diptych.index.Recall;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An index in memory, filled with words and "pictures" of {@link WordModel}. What was added is seen
 * after a refresh, as after a commit.
 */
final class MemoryReader implements ItemReader {

  private record Entry(Item item, String words, Embedding vector) {}

  private final Map<ItemId, Entry> pending = new TreeMap<>();
  private volatile Map<ItemId, Entry> committed = Map.of();
  final AtomicInteger featureReads = new AtomicInteger();
  final AtomicInteger summaries = new AtomicInteger();
  FeatureFormat format = FeatureFormat.F32;

  /** Below this many, every third item is overlooked, as a graph walk may. 0: never. */
  int overlookingBelow;

  volatile boolean closed;

  /** Called after each refresh that found something new. */
  volatile Runnable afterRefresh = () -> {};

  /** Adds a picture that shows these words. */
  ItemId picture(int number, String words) {
    ItemId id = id("image", number);
    String hash = ContentHash.of(words.getBytes(UTF_8));
    Item item = new Item(id, Modality.IMAGE, source(id), hash, words.length(), 0, 8, 8, null, null);
    return put(item, words);
  }

  /** Adds a text, which may belong to a picture. */
  ItemId text(int number, String words, @Nullable ItemId picture) {
    String hash = ContentHash.of(words.getBytes(UTF_8));
    String imageSource = picture == null ? null : source(picture);
    Item item =
        new Item(
            id("texts", number),
            Modality.TEXT,
            "file:///texts.csv#row=" + number,
            hash,
            words.length(),
            0,
            0,
            0,
            words,
            imageSource);
    return put(item, words);
  }

  private synchronized ItemId put(Item item, String words) {
    pending.put(item.id(), new Entry(item, words, WordModel.vector(words)));
    return item.id();
  }

  private static String source(ItemId picture) {
    return "file:///no-such-folder/%s.png".formatted(picture);
  }

  static ItemId id(String kind, int number) {
    return new ItemId(String.format(Locale.ROOT, "%s%06d", kind, number));
  }

  @Override
  public IndexSpec spec() {
    return new IndexSpec(
        WordModel.FINGERPRINT, "words", WordModel.DIMENSION, 1, WordModel.WORDS, format);
  }

  @Override
  public int count(Modality modality) {
    return (int) committed.values().stream().filter(e -> e.item.modality() == modality).count();
  }

  @Override
  public Recall nearest(Modality target, Embedding query, int k) {
    Recall all = nearestExact(target, query, Integer.MAX_VALUE);
    List<Recall.Neighbour> seen =
        all.neighbours().stream()
            .filter(n -> k >= overlookingBelow || Math.floorMod(n.id().hashCode(), 3) != 0)
            .limit(k)
            .toList();
    return new Recall(seen, seen.size(), overlookingBelow == 0);
  }

  @Override
  public Recall nearest(Modality target, Embedding query, int k, int beam) {
    return nearest(target, query, k);
  }

  @Override
  public Recall nearestExact(Modality target, Embedding query, int k) {
    List<Recall.Neighbour> nearest =
        committed.values().stream()
            .filter(e -> e.item.modality() == target)
            .map(e -> new Recall.Neighbour(e.item.id(), e.vector.dot(query)))
            .sorted(
                Comparator.comparing(Recall.Neighbour::itc)
                    .reversed()
                    .thenComparing(Recall.Neighbour::id))
            .limit(k)
            .toList();
    return new Recall(nearest, count(target), true);
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return entry(id).map(Entry::item);
  }

  @Override
  public List<Item> items(List<ItemId> ids) {
    return ids.stream().flatMap(id -> item(id).stream()).toList();
  }

  @Override
  public Optional<Embedding> vector(ItemId id) {
    return entry(id).map(Entry::vector);
  }

  @Override
  public Optional<PatchFeatures> features(ItemId id) {
    featureReads.incrementAndGet();
    return entry(id)
        .filter(e -> e.item.modality() == Modality.IMAGE && format != FeatureFormat.NONE)
        .map(e -> WordModel.features(e.words));
  }

  @Override
  public List<Item> textsOf(String imageSource) {
    return committed.values().stream()
        .map(Entry::item)
        .filter(item -> imageSource.equals(item.imageSource()))
        .sorted(Comparator.comparing(Item::id))
        .toList();
  }

  @Override
  public Optional<byte[]> thumbnail(String contentHash) {
    return Optional.of(contentHash.getBytes(UTF_8));
  }

  private Optional<Entry> entry(ItemId id) {
    return Optional.ofNullable(committed.get(id));
  }

  @Override
  public synchronized boolean refresh() {
    boolean newer = !committed.equals(pending);
    committed = Map.copyOf(pending);
    if (newer) {
      afterRefresh.run();
    }
    return newer;
  }

  @Override
  public IndexSummary summary() {
    summaries.incrementAndGet();
    return new IndexSummary(
        Path.of("memory"),
        spec(),
        1,
        1,
        Instant.EPOCH,
        count(Modality.IMAGE),
        count(Modality.TEXT),
        1000,
        200,
        30);
  }

  @Override
  public void close() {
    closed = true;
  }
}
