package dev.diptych.testkit.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.core.ContentHash;
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
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.NamedModel;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import dev.diptych.index.StoredFeatures;
import dev.diptych.index.WordRecall;
import dev.diptych.index.WordRequest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An index in memory, filled with words and "pictures" of {@link WordModel}. What was added is seen
 * after a refresh, as after a commit.
 */
public final class MemoryReader implements ItemReader {

  private record Entry(Item item, Embedding vector, @Nullable PatchFeatures features) {}

  private final Map<ItemId, Entry> pending = new TreeMap<>();
  private volatile Map<ItemId, Entry> committed = Map.of();
  public final AtomicInteger featureReads = new AtomicInteger();
  public FeatureFormat format = FeatureFormat.F32;

  /** How many vectors a picture has. */
  public int imageVectors = 1;

  /** The model of the patch features, where it is to be another. */
  public @Nullable NamedModel reranker;

  /** Below this many, every third item is overlooked, as a graph walk may. 0: never. */
  public int overlookingBelow;

  public volatile boolean closed;

  /** Called after each refresh that found something new. */
  public volatile Runnable afterRefresh = () -> {};

  /** Adds a picture that shows these words, in a file unlike any other. */
  public ItemId picture(int number, String words) {
    return picture(number, words, Optional.empty());
  }

  /** Adds a picture that shows these words and looks like this, in a file unlike any other. */
  public ItemId picture(int number, String words, Optional<Look> look) {
    String hash = ContentHash.of("%s %s".formatted(number, words).getBytes(UTF_8));
    return picture(number, words, hash, look);
  }

  /** Adds a picture that shows these words, in a file like all those of the same name. */
  public ItemId copy(int number, String words, String file) {
    return picture(number, words, ContentHash.of(file.getBytes(UTF_8)), Optional.empty());
  }

  private ItemId picture(int number, String words, String hash, Optional<Look> look) {
    ItemId id = id("image", number);
    Item item = Item.image(id, source(id), hash, words.length(), 0, 8, 8);
    return put(look.map(known -> item.with(item.facts().with(known))).orElse(item), words);
  }

  /** Adds a text, which may belong to a picture. */
  public ItemId text(int number, String words, @Nullable ItemId picture) {
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

  private ItemId put(Item item, String words) {
    boolean isImage = item.modality() == Modality.IMAGE;
    put(
        item,
        WordModel.vectors(words, isImage ? imageVectors : 1),
        isImage ? WordModel.features(words) : null);
    return item.id();
  }

  /** Adds any item, or replaces the one with the same id. */
  public synchronized void put(Item item, Embedding vector, @Nullable PatchFeatures features) {
    pending.put(item.id(), new Entry(item, vector, features));
  }

  /** Removes an item. */
  public synchronized void remove(ItemId id) {
    pending.remove(id);
  }

  private static String source(ItemId picture) {
    return "file:///no-such-folder/%s.png".formatted(picture);
  }

  public static ItemId id(String kind, int number) {
    return new ItemId(String.format(Locale.ROOT, "%s%06d", kind, number));
  }

  /** {@return what its vectors and features are} */
  public IndexSpec spec() {
    IndexSpec spec =
        new IndexSpec(
                WordModel.FINGERPRINT, "words", WordModel.DIMENSION, 1, WordModel.WORDS, format)
            .withImageVectors(imageVectors);
    return reranker == null ? spec : spec.withReranker(reranker, 1, WordModel.WORDS);
  }

  @Override
  public IndexView view() {
    if (closed) {
      throw misuse("the reader is closed");
    }
    return new View(committed);
  }

  private static DiptychException misuse(String what) {
    return new DiptychException(ErrorCode.INTERNAL, what);
  }

  /** One state of the index. */
  private final class View implements IndexView {

    private final Map<ItemId, Entry> entries;

    View(Map<ItemId, Entry> entries) {
      this.entries = entries;
    }

    @Override
    public IndexSpec spec() {
      return MemoryReader.this.spec();
    }

    @Override
    public String commit() {
      return "commit-" + System.identityHashCode(entries);
    }

    @Override
    public Map<String, String> notes() {
      return Map.of();
    }

    @Override
    public int count(Modality modality) {
      return (int) entries.values().stream().filter(e -> e.item.modality() == modality).count();
    }

    @Override
    public int count(Modality modality, Filter filter) {
      requireNone(filter);
      return count(modality);
    }

    private void requireNone(Filter filter) {
      if (!filter.isEmpty()) {
        throw new UnsupportedOperationException("no filters here: take a real index");
      }
    }

    @Override
    public void forEach(Modality modality, Consumer<Item> visitor) {
      entries.values().stream()
          .map(Entry::item)
          .filter(item -> item.modality() == modality)
          .forEach(visitor);
    }

    @Override
    public Recall recall(RecallRequest request) {
      requireNone(request.filter());
      request.requireFits(spec());
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
    public WordRecall recall(WordRequest request) {
      return WordRecall.NONE;
    }

    @Override
    public List<Completion> completions(Completion.Kind kind, String begun, int most) {
      return List.of();
    }

    @Override
    public Map<String, String> corrections(List<String> words) {
      return Map.of();
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
                  .thenComparing(Item::source)
                  .thenComparing(Item::id))
          .collect(Collectors.groupingBy(Item::contentHash));
    }

    @Override
    public Map<ItemId, Embedding> vectors(List<ItemId> ids) {
      return known(ids).collect(Collectors.toMap(e -> e.item.id(), Entry::vector));
    }

    @Override
    public List<Embedding> sample(Modality modality, int most) {
      List<Entry> all =
          entries.values().stream().filter(e -> e.item.modality() == modality).toList();
      int step = Math.max(1, Math.ceilDiv(all.size(), most));
      return IntStream.iterate(0, i -> i < all.size(), i -> i + step)
          .mapToObj(i -> all.get(i).vector)
          .toList();
    }

    @Override
    public StoredFeatures features(List<ItemId> ids) {
      featureReads.addAndGet(ids.size());
      Map<ItemId, PatchFeatures> found = new HashMap<>();
      known(ids)
          .forEach(
              entry -> {
                if (entry.features != null && format != FeatureFormat.NONE) {
                  found.put(entry.item.id(), entry.features);
                }
              });
      return new StoredFeatures(found, Map.of());
    }

    @Override
    public Map<String, List<Item>> textsOf(List<String> imageSources) {
      return entries.values().stream()
          .map(Entry::item)
          .filter(item -> item.imageSource() != null)
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
    if (newer) {
      committed = Map.copyOf(pending);
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
