package dev.diptych.web;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.Modality;
import dev.diptych.searcher.AuditReport;
import dev.diptych.searcher.AuditRequest;
import dev.diptych.searcher.Duplicates;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.ItemExplanation;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.Suggestion;
import dev.diptych.testkit.FakeScoring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * An engine whose answers a test writes itself: for states that a healthy engine cannot be brought
 * into. Everything it is given it gives back unchanged.
 */
final class FakeEngine implements SearchEngine {

  final Map<ItemId, Item> items = new ConcurrentHashMap<>();
  final Map<ItemId, byte[]> thumbnails = new ConcurrentHashMap<>();
  final Map<ItemId, Path> files = new ConcurrentHashMap<>();
  final AtomicBoolean warm = new AtomicBoolean(true);
  final AtomicBoolean canRerank = new AtomicBoolean(true);
  final AtomicReference<Function<SearchRequest, SearchResponse>> answer =
      new AtomicReference<>(request -> response(List.of(), Optional.empty()));

  /** By default {@link #answer}, which does not ask whether it is still wanted. */
  final AtomicReference<BiFunction<SearchRequest, Cancellation, SearchResponse>> cancellableAnswer =
      new AtomicReference<>((request, cancellation) -> answer.get().apply(request));

  final AtomicReference<BiFunction<AuditRequest, Cancellation, AuditReport>> auditAnswer =
      new AtomicReference<>(
          (request, cancellation) -> new AuditReport(0, 0, 0, 0, 0, false, 0, List.of()));

  /** Adds an image with an id made of the given digits. */
  Item addImage(String id, String source) {
    Item item = Item.image(new ItemId(id), source, "ab".repeat(32), 10, 0, 256, 128);
    items.put(item.id(), item);
    return item;
  }

  /** Adds a text. */
  Item addText(String id, String words) {
    Item item =
        Item.text(
            new ItemId(id),
            "file:///c/captions.csv#row=2",
            "cd".repeat(32),
            words.length(),
            0,
            words,
            null);
    items.put(item.id(), item);
    return item;
  }

  /** Hits in the given order, all scored, each from one place further down. */
  static List<SearchHit> hits(List<Item> items) {
    List<SearchHit> hits = new ArrayList<>();
    for (Item item : items) {
      int rank = hits.size() + 1;
      ItcScore itc = new ItcScore(0.5f - rank / 100f);
      Optional<ItmScore> itm = Optional.of(new ItmScore(-1, 2 - rank));
      hits.add(
          new SearchHit(
              item,
              List.of(),
              rank,
              rank % items.size() + 1,
              itc,
              itm,
              FakeScoring.UNCALIBRATED.probability(itm, itc),
              List.of("a caption")));
    }
    return hits;
  }

  static SearchResponse response(List<SearchHit> hits, Optional<String> degraded) {
    return new SearchResponse(
        hits,
        new SearchResponse.RecallStage(hits.size(), hits.size(), true),
        new SearchResponse.RerankStage(degraded.isPresent() ? 0 : hits.size(), false, degraded),
        List.of(),
        new SearchResponse.Timings(
            Duration.ofNanos(1_234_567),
            Duration.ofMillis(2),
            Duration.ofMillis(3),
            Duration.ofMillis(7)));
  }

  @Override
  public SearchResponse search(SearchRequest request, Cancellation cancellation) {
    return cancellableAnswer.get().apply(request, cancellation);
  }

  @Override
  public Duplicates duplicates(Cancellation cancellation) {
    return new Duplicates(List.of(), List.of(), items.size(), 0);
  }

  @Override
  public ItemExplanation explain(ItemId image, String words) {
    throw new DiptychException(ErrorCode.INVALID_REQUEST, "a heat map is impossible here");
  }

  @Override
  public List<Suggestion> suggest(String typed, int most) {
    return List.of(new Suggestion(typed + "...", Suggestion.Kind.FOLDER, most));
  }

  @Override
  public AuditReport audit(AuditRequest request, Cancellation cancellation, LongConsumer done) {
    return auditAnswer.get().apply(request, cancellation);
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return Optional.ofNullable(items.get(id));
  }

  @Override
  public List<String> textsOf(Item image) {
    return image.modality() == Modality.IMAGE ? List.of("a caption") : List.of();
  }

  @Override
  public List<Item> copiesOf(Item image) {
    return List.of();
  }

  @Override
  public Optional<byte[]> thumbnail(ItemId id) {
    return Optional.ofNullable(thumbnails.get(id));
  }

  @Override
  public Optional<SeekableByteChannel> openImageFile(ItemId id) {
    return Optional.ofNullable(files.get(id)).filter(Files::exists).map(FakeEngine::open);
  }

  private static SeekableByteChannel open(Path file) {
    try {
      return Files.newByteChannel(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public EngineStatus status() {
    int images = (int) items.values().stream().filter(i -> i.modality() == Modality.IMAGE).count();
    return new EngineStatus(
        new EngineStatus.ModelStatus(
            "scenes-blip",
            "0".repeat(64),
            true,
            canRerank.get(),
            "match + cosine",
            Optional.empty()),
        new EngineStatus.IndexStatus("/index", images, items.size() - images, "f16", 50),
        isWarm(),
        Optional.empty(),
        List.of(new EngineStatus.CacheStatus("query vectors", 1, 2, 3, 4)));
  }

  @Override
  public boolean isWarm() {
    return warm.get();
  }

  @Override
  public void warmUp() {
    warm.set(true);
  }

  @Override
  public boolean refresh() {
    return false;
  }

  @Override
  public void close() {}
}
