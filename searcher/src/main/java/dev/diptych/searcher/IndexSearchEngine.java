package dev.diptych.searcher;

import dev.diptych.core.Calibration;
import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.reranker.FeatureCache;
import dev.diptych.reranker.RerankBudget;
import dev.diptych.searcher.CandidateStage.Candidates;
import dev.diptych.searcher.EngineStatus.CacheStatus;
import dev.diptych.searcher.EngineStatus.IndexStatus;
import dev.diptych.searcher.EngineStatus.ModelStatus;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.searcher.SearchResponse.RecallStage;
import dev.diptych.searcher.SearchResponse.RerankStage;
import dev.diptych.searcher.SearchResponse.Timings;
import dev.diptych.searcher.SecondStage.Ranking;
import dev.diptych.searcher.internal.cache.QueryCache;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The search engine over one index on this machine. */
final class IndexSearchEngine implements SearchEngine {

  private static final int MOST_SUGGESTIONS = 50;

  /** Nobody completes more by hand. */
  private static final int LONGEST_TYPED = 1000;

  private final ItemReader reader;
  private final Model model;
  private final QueryCache queryCache;
  private final FeatureCache featureCache;
  private final PictureFeatures pictureFeatures;
  private final QueryEncoder encoder;
  private final CandidateStage candidateStage;
  private final SecondStage secondStage;
  private final MixStage mixStage;
  private final WordNotes wordNotes;
  private final HeldCommits heldCommits;
  private final KnownDuplicates duplicates = new KnownDuplicates();
  private final CaptionAudit captionAudit;
  private final ItemExplainer explainer;
  private final BackgroundRefresh backgroundRefresh;

  /** Shared by those who use the reader, exclusive for closing it. */
  private final ReentrantReadWriteLock lease = new ReentrantReadWriteLock();

  private boolean closed;
  private volatile boolean warm;

  /** Why the index that is there now cannot be followed; empty while it can. */
  private volatile Optional<String> outdated = Optional.empty();

  IndexSearchEngine(ItemReader reader, Model model, PictureReader pictures, SearchOptions options) {
    this.reader = reader;
    this.model = model;
    this.queryCache = new QueryCache(options.queryCacheBytes());
    this.featureCache = new FeatureCache(options.featureCacheBytes());
    this.pictureFeatures = new PictureFeatures(featureCache, model, pictures);
    this.encoder = new QueryEncoder(model, pictureFeatures, pictures, queryCache);
    this.candidateStage = new CandidateStage(model);
    this.wordNotes = new WordNotes(model);
    this.secondStage = new SecondStage(model, pictureFeatures, options.rerankChunk());
    this.mixStage = new MixStage(secondStage, model.scoring());
    this.heldCommits = new HeldCommits(reader, System::nanoTime);
    this.captionAudit = new CaptionAudit(model, pictureFeatures, System::nanoTime);
    this.explainer = new ItemExplainer(model, encoder, pictureFeatures);
    this.backgroundRefresh = new BackgroundRefresh(this::refresh, options.refreshEvery());
  }

  /** Opens an engine that reads query pictures with the reader given. */
  static SearchEngine open(
      ItemReader reader, Model model, PictureReader pictures, SearchOptions options) {
    try (IndexView view = reader.view()) {
      ModelFit.require(view.spec(), model);
    }
    return new IndexSearchEngine(reader, model, pictures, options);
  }

  @Override
  public SearchResponse search(SearchRequest request, Cancellation cancellation) {
    Optional<PageCursor> cursor = request.selection().cursor();
    if (cursor.isEmpty()) {
      return withView(view -> search(request, view, cancellation));
    }
    SearchRequest page = cursor.get().pageOf(request);
    return whileOpen(
        () -> heldCommits.with(cursor.get(), view -> search(page, view, cancellation)));
  }

  /** The main path: encode, recall, rerank, judge, page. */
  private SearchResponse search(SearchRequest request, IndexView view, Cancellation cancellation) {
    cancellation.check();
    StageClock clock = new StageClock();
    EncodedQuery query = encoder.encode(request.query(), request.target(), view);
    Duration encode = clock.lap();
    cancellation.check();

    int most = MatchJudge.most(request.depth(), model.scoring(), request.target());
    Folding folding = new Folding(view, most, ResultPage.results(request, most));
    boolean folds = Folding.isAskedFor(request);
    int count = folds ? folding.candidates() : ResultPage.candidates(request, most);
    MatchJudge judge = new MatchJudge(model.scoring(), query, request.target());
    Candidates candidates = candidateStage.find(view, request, query, judge, most, count);
    Optional<Narrowing> narrowing =
        Narrowing.of(view, request.target(), request.selection().filter());
    Duration recall = clock.lap();
    cancellation.check();

    int depth = candidates.depth();
    Ranking ranking = rank(view, request, query, candidates, cancellation);
    Duration rerank = clock.lap();

    Judged judged = judged(request, judge, ranking, candidates.words());
    if (folds) {
      judged = folding.fold(judged);
      while (!folding.isEnough(judged) && candidates.found().candidates().size() >= count) {
        cancellation.check();
        count = Folding.more(count);
        candidates = candidateStage.find(view, request, query, judge, most, count);
        ranking = ranking.followedBy(candidates.found().candidates());
        judged = folding.fold(judged(request, judge, ranking, candidates.words()));
      }
    }
    FirstStage.Found found = candidates.found();
    ResultPage page = ResultPage.of(view, request, candidates, judged, ranking.mixture());
    boolean nothing = judged.items().isEmpty() || judged.confidence().noGoodMatch();
    WordStage words = wordNotes.stage(view, candidates.words(), nothing);
    return new SearchResponse(
        page.hits(),
        new RecallStage(found.candidates().size(), found.visited(), found.exact(), narrowing),
        new RerankStage(depth, ranking.depthReached(), ranking.outOfTime(), ranking.degraded()),
        judged.confidence(),
        warnings(
            request,
            WordNotes.warnings(query.warnings(), candidates.words(), words),
            ranking,
            judged,
            Stream.concat(
                unverified(query, ranking, candidates.words()).stream(),
                narrowing.flatMap(left -> left.warning(view, request.target())).stream())),
        new Timings(encode, recall, rerank, clock.total()),
        page.listing(),
        words);
  }

  private Ranking rank(
      IndexView view,
      SearchRequest request,
      EncodedQuery query,
      Candidates candidates,
      Cancellation cancellation) {
    if (query instanceof EncodedQuery.Mixed mix) {
      return mixStage.rank(view, mix, request.target(), candidates, request.budget(), cancellation);
    }
    Ranking ranking =
        secondStage.rank(
            view,
            query,
            request.target(),
            candidates.found().candidates(),
            new RerankBudget(candidates.depth(), request.budget()),
            cancellation);
    return ranking.withFirst(candidates.words().exact());
  }

  private static Judged judged(
      SearchRequest request, MatchJudge judge, Ranking ranking, WordFindings words) {
    if (ranking.mixture().isPresent()) {
      return ranking
          .mixture()
          .get()
          .judge(judge, ranking.items(), ranking::partsOf, request.threshold());
    }
    return words.alone()
        ? judge.unjudged(ranking.items(), words.exact(), request.threshold())
        : judge.judge(ranking.items(), ranking::partsOf, ranking.first(), request.threshold());
  }

  private List<String> warnings(
      SearchRequest request,
      List<String> words,
      Ranking ranking,
      Judged judged,
      Stream<String> others) {
    return Stream.of(
            request.selection().hints().stream(),
            outdated.stream(),
            words.stream(),
            ranking.warnings().stream(),
            judged.warnings().stream(),
            others)
        .flatMap(warnings -> warnings)
        .toList();
  }

  private static Optional<String> unverified(
      EncodedQuery query, Ranking ranking, WordFindings findings) {
    return query.isVerified() && !findings.alone() && ranking.depthReached() == 0
        ? Optional.of(
            "what is in quotes or must not be there was not verified: only the second stage can, and it read no picture")
        : Optional.empty();
  }

  @Override
  public Duplicates duplicates(Cancellation cancellation) {
    return withView(view -> duplicates.in(view, cancellation));
  }

  @Override
  public ItemExplanation explain(ItemId image, String words) {
    return withView(view -> explainer.explain(view, image, words));
  }

  @Override
  public List<Suggestion> suggest(String typed, int most) {
    if (most < 1 || most > MOST_SUGGESTIONS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the number of suggestions must be 1 to %s, but was %s"
              .formatted(MOST_SUGGESTIONS, most));
    }
    return typed.length() > LONGEST_TYPED
        ? List.of()
        : withView(view -> new Suggester(view, most).suggest(typed));
  }

  @Override
  public AuditReport audit(AuditRequest request, Cancellation cancellation, LongConsumer done) {
    return withView(view -> captionAudit.run(request, view, cancellation, done));
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return withView(view -> item(view, id));
  }

  @Override
  public List<String> textsOf(Item image) {
    return withView(view -> FoundItems.of(view, List.of(image.id())).wordsOf(image.id()));
  }

  @Override
  public List<GeneratedText> generatedTextsOf(Item image) {
    return withView(view -> FoundItems.of(view, List.of(image.id())).generatedOf(image.id()));
  }

  @Override
  public List<Item> copiesOf(Item image) {
    return withView(
        view ->
            FoundItems.of(view, List.of(image.id())).of(image.id()).stream()
                .filter(copy -> !copy.id().equals(image.id()))
                .toList());
  }

  @Override
  public Optional<byte[]> thumbnail(ItemId id) {
    return withView(
        view -> image(view, id).flatMap(image -> reader.thumbnail(image.contentHash())));
  }

  @Override
  public Optional<SeekableByteChannel> openImageFile(ItemId id) {
    return withView(view -> image(view, id).flatMap(image -> SourceFile.openAny(view, image)));
  }

  private static Optional<Item> item(IndexView view, ItemId id) {
    return view.items(List.of(id)).stream().findFirst();
  }

  private static Optional<Item> image(IndexView view, ItemId id) {
    return item(view, id).filter(item -> item.modality() == Modality.IMAGE);
  }

  @Override
  public EngineStatus status() {
    return withView(
        view ->
            new EngineStatus(
                new ModelStatus(
                    model.bundle().name(),
                    model.fingerprint().hex(),
                    model.bundle().isEmbedded(),
                    secondStage.isPossible(),
                    model.scoring().order(),
                    model.scoring().calibration().map(Calibration::fittedOn)),
                new IndexStatus(
                    reader.location(),
                    view.count(Modality.IMAGE),
                    view.count(Modality.TEXT),
                    view.spec().features().name().toLowerCase(Locale.ROOT),
                    view.spec().tokens()),
                warm,
                outdated,
                caches()));
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

  @Override
  public void warmUp() {
    model.warmUp();
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
            heldCommits.dropOld();
            boolean newer = reader.refresh();
            outdated = Optional.empty();
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

  /** Does work with a view of the current commit. */
  private <T> T withView(Function<IndexView, T> work) {
    return whileOpen(
        () -> {
          try (IndexView view = reader.view()) {
            return work.apply(view);
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
        heldCommits.close();
        reader.close();
      }
    } finally {
      lease.writeLock().unlock();
    }
  }
}
