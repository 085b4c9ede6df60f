package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexSummary;
import dev.diptych.index.ItemReader;
import dev.diptych.reranker.FeatureCache;
import dev.diptych.reranker.RankedItem;
import dev.diptych.reranker.RerankBudget;
import dev.diptych.searcher.EngineStatus.CacheStatus;
import dev.diptych.searcher.SearchResponse.Timings;
import dev.diptych.searcher.SecondStage.Ranking;
import dev.diptych.searcher.internal.cache.QueryCache;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The search engine over one index on this machine. */
final class IndexSearchEngine implements SearchEngine {

  private final ItemReader reader;
  private final Model model;
  private final QueryCache queryCache;
  private final FeatureCache featureCache;
  private final QueryEncoder encoder;
  private final FirstStage firstStage;
  private final SecondStage secondStage;
  private final BackgroundRefresh backgroundRefresh;

  /** Shared by those who use the reader, exclusive for closing it. */
  private final ReentrantReadWriteLock lease = new ReentrantReadWriteLock();

  private boolean closed;
  private volatile boolean warm;

  /** What the index holds, as last measured: looking takes long where there are many pictures. */
  private volatile @Nullable IndexSummary measured;

  /** Why the index that is there now cannot be followed; empty while it can. */
  private volatile Optional<String> outdated = Optional.empty();

  IndexSearchEngine(ItemReader reader, Model model, PictureReader pictures, SearchOptions options) {
    this.reader = reader;
    this.model = model;
    this.queryCache = new QueryCache(options.queryCacheBytes());
    this.featureCache = new FeatureCache(options.featureCacheBytes());
    PictureFeatures pictureFeatures = new PictureFeatures(reader, featureCache, model, pictures);
    this.encoder = new QueryEncoder(model, reader, pictureFeatures, pictures, queryCache);
    this.firstStage = new FirstStage(reader);
    this.secondStage = new SecondStage(model, reader, pictureFeatures, options.rerankChunk());
    this.backgroundRefresh = new BackgroundRefresh(this::refresh, options.refreshEvery());
  }

  /** Opens an engine that reads query pictures with the reader given. */
  static SearchEngine open(
      ItemReader reader, Model model, PictureReader pictures, SearchOptions options) {
    IndexSpec index = reader.spec();
    if (!index.model().equals(model.fingerprint())) {
      throw new DiptychException(
          ErrorCode.INCOMPATIBLE_INDEX,
          "the index was made with the model %s (%s), but %s (%s) is loaded; search with the model of the index, or index again with this one"
              .formatted(
                  index.modelName(),
                  index.model().shortForm(),
                  model.bundle().name(),
                  model.fingerprint().shortForm()));
    }
    if (model.dimension() == 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "searching needs a model with embeddings (ITC), but %s has none; import a retrieval checkpoint"
              .formatted(model.bundle().name()));
    }
    return new IndexSearchEngine(reader, model, pictures, options);
  }

  @Override
  public SearchResponse search(SearchRequest request, Cancellation cancellation) {
    return whileOpen(() -> searchOpen(request, cancellation));
  }

  /** The main path: encode, recall, rerank, page. */
  private SearchResponse searchOpen(SearchRequest request, Cancellation cancellation) {
    cancellation.check();
    StageClock clock = new StageClock();
    EncodedQuery query = encoder.encode(request.query());
    Duration encode = clock.lap();
    cancellation.check();

    int wanted = Math.max(request.offset() + request.limit(), request.rerankDepth());
    FirstStage.Found found = firstStage.find(request.target(), query, wanted);
    Duration recall = clock.lap();
    cancellation.check();

    RerankBudget budget = new RerankBudget(request.rerankDepth(), request.budget());
    Ranking ranking =
        secondStage.rank(query, request.target(), found.candidates(), budget, cancellation);
    Duration rerank = clock.lap();

    List<SearchHit> hits = page(request, found, ranking);
    return new SearchResponse(
        hits,
        found.candidates().size(),
        found.visited(),
        found.exact(),
        ranking.depthReached(),
        ranking.outOfTime(),
        ranking.degraded(),
        warnings(query, ranking),
        new Timings(encode, recall, rerank, clock.total()));
  }

  private List<String> warnings(EncodedQuery query, Ranking ranking) {
    return Stream.of(outdated.stream(), query.warnings().stream(), ranking.warnings().stream())
        .flatMap(warnings -> warnings)
        .toList();
  }

  private List<SearchHit> page(SearchRequest request, FirstStage.Found found, Ranking ranking) {
    List<RankedItem> ranked =
        ranking.items().stream().skip(request.offset()).limit(request.limit()).toList();
    Map<ItemId, Item> items = new HashMap<>();
    reader
        .items(ranked.stream().map(RankedItem::id).toList())
        .forEach(item -> items.put(item.id(), item));
    Map<ItemId, Integer> recallRanks = new HashMap<>();
    found.candidates().forEach(c -> recallRanks.put(c.id(), recallRanks.size() + 1));
    List<SearchHit> hits = new ArrayList<>();
    int rank = request.offset();
    for (RankedItem next : ranked) {
      rank++;
      Item item = items.get(next.id());
      if (item != null) { // else a newer commit has just removed it
        int recallRank = Objects.requireNonNull(recallRanks.get(next.id()));
        hits.add(new SearchHit(item, rank, recallRank, next.itc(), next.itm(), wordsOf(item)));
      }
    }
    return hits;
  }

  private List<String> wordsOf(Item item) {
    return item.modality() == Modality.TEXT
        ? List.of()
        : reader.textsOf(item.source()).stream()
            .flatMap(text -> Optional.ofNullable(text.text()).stream())
            .toList();
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return whileOpen(() -> reader.item(id));
  }

  @Override
  public List<String> textsOf(Item image) {
    return whileOpen(() -> wordsOf(image));
  }

  @Override
  public Optional<byte[]> thumbnail(ItemId id) {
    return whileOpen(() -> image(id).flatMap(image -> reader.thumbnail(image.contentHash())));
  }

  @Override
  public Optional<SeekableByteChannel> openImageFile(ItemId id) {
    return whileOpen(() -> image(id)).flatMap(SourceFile::open);
  }

  private Optional<Item> image(ItemId id) {
    return reader.item(id).filter(item -> item.modality() == Modality.IMAGE);
  }

  @Override
  public EngineStatus status() {
    return whileOpen(
        () -> {
          IndexSummary known = measured;
          IndexSummary index = known == null ? measure() : known;
          return new EngineStatus(
              model.bundle().name(),
              model.fingerprint().hex(),
              model.bundle().isEmbedded(),
              secondStage.isPossible(),
              index.images(),
              index.texts(),
              index.folder().toString(),
              index.vectorBytes() + index.featureBytes() + index.thumbnailBytes(),
              index.spec().features().name().toLowerCase(Locale.ROOT),
              index.spec().tokens(),
              index.bytesPerImage(),
              index.featureBytesPerImage(),
              warm,
              outdated,
              caches());
        });
  }

  private List<CacheStatus> caches() {
    QueryCache.Usage queries = queryCache.usage();
    FeatureCache.Usage features = featureCache.usage();
    return List.of(
        new CacheStatus(
            "query vectors",
            queries.bytes(),
            queries.maximumBytes(),
            queries.hits(),
            queries.misses()),
        new CacheStatus(
            "patch features",
            features.bytes(),
            features.maximumBytes(),
            features.hits(),
            features.misses()));
  }

  private IndexSummary measure() {
    IndexSummary now = reader.summary();
    measured = now;
    return now;
  }

  @Override
  public void warmUp() {
    model.warmUp();
    whileOpen(this::measure);
    warm = true;
  }

  @Override
  public boolean isWarm() {
    return warm;
  }

  @Override
  public boolean refresh() {
    return whileOpen(
        () -> {
          try {
            boolean newer = reader.refresh();
            outdated = Optional.empty();
            if (newer && measured != null) {
              measure(); // here, where nobody waits for an answer
            }
            return newer;
          } catch (RuntimeException e) {
            outdated =
                Optional.of(
                    "these answers come from the index as it was, not as it is now: "
                        + IoReason.of(e));
            throw e;
          }
        });
  }

  private <T> T whileOpen(Supplier<T> work) {
    lease.readLock().lock();
    try {
      if (closed) {
        throw new DiptychException(
            ErrorCode.UNAVAILABLE, "the search engine is closed; open the index again");
      }
      return work.get();
    } finally {
      lease.readLock().unlock();
    }
  }

  @Override
  public void close() {
    backgroundRefresh.close();
    lease.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        reader.close();
      }
    } finally {
      lease.writeLock().unlock();
    }
  }
}
