package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import dev.diptych.index.StoredFeatures;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  FeatureFormat format = FeatureFormat.F32;

  /** Below this many, every third item is overlooked, as a graph walk may. 0: never. */
  int overlookingBelow;

  volatile boolean closed;

  /** Called after each refresh that found something new. */
  volatile Runnable afterRefresh = () -> {};

  /** Adds a picture that shows these words, in a file unlike any other. */
  ItemId picture(int number, String words) {
    return picture(number, words, ContentHash.of("%s %s".formatted(number, words).getBytes(UTF_8)));
  }

  /** Adds a picture that shows these words, in a file like all those of the same name. */
  ItemId copy(int number, String words, String file) {
    return picture(number, words, ContentHash.of(file.getBytes(UTF_8)));
  }

  private ItemId picture(int number, String words, String hash) {
    ItemId id = id("image", number);
    Item item = Item.image(id, source(id), hash, words.length(), 0, 8, 8);
    return put(item, words);
  }

  /** Adds a text, which may belong to a picture. */
  ItemId text(int number, String words, @Nullable ItemId picture) {
    String hash = ContentHash.of(words.getBytes(UTF_8));
    String imageSource = picture == null ? null : source(picture);
    Item item =
        Item.text(
            id("texts", number),
            "file:///texts.csv#row=" + number,
            hash,
            words.length(),
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
  public IndexView view() {
    return new View(committed);
  }

  /** One state of the index. */
  private final class View implements IndexView {

    private final Map<ItemId, Entry> entries;

    View(Map<ItemId, Entry> entries) {
      this.entries = entries;
    }

    @Override
    public IndexSpec spec() {
      return new IndexSpec(
          WordModel.FINGERPRINT, "words", WordModel.DIMENSION, 1, WordModel.WORDS, format);
    }

    @Override
    public String commit() {
      return "commit-" + System.identityHashCode(entries);
    }

    @Override
    public int count(Modality modality) {
      return (int) entries.values().stream().filter(e -> e.item.modality() == modality).count();
    }

    @Override
    public Recall recall(RecallRequest request) {
      if (!request.filter().isEmpty()) {
        throw new UnsupportedOperationException("no filters here: take a real index");
      }
      boolean overlooking =
          request.effort() instanceof Effort.Usual && request.k() < overlookingBelow;
      Set<String> seen = new HashSet<>();
      List<Recall.Neighbour> nearest =
          entries.values().stream()
              .filter(e -> e.item.modality() == request.target())
              .map(
                  e ->
                      new Recall.Neighbour(
                          e.item.id(), e.item.contentHash(), e.vector.dot(request.vector())))
              .filter(n -> !overlooking || Math.floorMod(n.id().hashCode(), 3) != 0)
              .sorted(
                  Comparator.comparing(Recall.Neighbour::itc)
                      .reversed()
                      .thenComparing(Recall.Neighbour::id))
              .filter(n -> request.target() == Modality.TEXT || seen.add(n.contentHash()))
              .limit(request.k())
              .toList();
      return new Recall(nearest, count(request.target()), overlookingBelow == 0);
    }

    @Override
    public List<Item> items(List<ItemId> ids) {
      return known(ids).map(Entry::item).toList();
    }

    @Override
    public Map<String, List<Item>> imagesWith(List<String> contentHashes) {
      return entries.values().stream()
          .map(Entry::item)
          .filter(item -> item.modality() == Modality.IMAGE)
          .filter(item -> contentHashes.contains(item.contentHash()))
          .sorted(
              Comparator.comparingInt((Item item) -> item.source().uri().length())
                  .thenComparing(Item::source))
          .collect(Collectors.groupingBy(Item::contentHash));
    }

    @Override
    public Map<ItemId, Embedding> vectors(List<ItemId> ids) {
      return known(ids).collect(Collectors.toMap(e -> e.item.id(), Entry::vector));
    }

    @Override
    public StoredFeatures features(List<ItemId> ids) {
      featureReads.addAndGet(ids.size());
      return new StoredFeatures(
          known(ids)
              .filter(e -> e.item.modality() == Modality.IMAGE && format != FeatureFormat.NONE)
              .collect(Collectors.toMap(e -> e.item.id(), e -> WordModel.features(e.words))),
          Map.of());
    }

    @Override
    public Map<String, List<Item>> textsOf(List<String> imageSources) {
      return entries.values().stream()
          .map(Entry::item)
          .filter(item -> imageSources.contains(item.imageSource()))
          .sorted(Comparator.comparing(Item::source).thenComparing(Item::id))
          .collect(Collectors.groupingBy(item -> String.valueOf(item.imageSource())));
    }

    private Stream<Entry> known(List<ItemId> ids) {
      return ids.stream().flatMap(id -> Optional.ofNullable(entries.get(id)).stream());
    }

    @Override
    public void close() {}
  }

  @Override
  public Optional<byte[]> thumbnail(String contentHash) {
    return Optional.of(contentHash.getBytes(UTF_8));
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
  public String location() {
    return "memory";
  }

  @Override
  public void close() {
    closed = true;
  }
}
