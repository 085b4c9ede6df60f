package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.IndexView;
import dev.diptych.reranker.Candidate;
import dev.diptych.reranker.FeatureSource;
import dev.diptych.reranker.RankedItem;
import dev.diptych.reranker.RerankBudget;
import dev.diptych.reranker.RerankOutcome;
import dev.diptych.reranker.Reranker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 3 of a search: the image-grounded encoder reads the best candidates, where query and target
 * are of different modalities. It always reads the same best ones, whatever page is asked for.
 */
final class SecondStage {

  private static final Logger log = LoggerFactory.getLogger(SecondStage.class);

  private static final double UNWANTED = 0.5;

  private final Model model;
  private final PictureFeatures pictureFeatures;
  private final Optional<MatchEncoder> matcher;
  private final Optional<Reranker> reranker;

  /** Reads pictures one by one: encoding one takes as long as scoring dozens. */
  private final Optional<Reranker> onDemandReranker;

  SecondStage(Model model, PictureFeatures pictureFeatures, int chunk) {
    this.model = model;
    this.pictureFeatures = pictureFeatures;
    this.matcher = model.matchEncoder();
    this.reranker = matcher.map(each -> new Reranker(each, model.scoring(), chunk));
    this.onDemandReranker = reranker.map(whole -> whole.withChunk(1));
  }

  /** Whether the model has ITM. */
  boolean isPossible() {
    return reranker.isPresent();
  }

  Ranking rank(
      IndexView view,
      EncodedQuery query,
      Modality target,
      List<Candidate> candidates,
      RerankBudget budget,
      Cancellation cancellation) {
    if (budget.depth() == 0) {
      return Ranking.inRecallOrder(candidates, Optional.empty());
    }
    return switch (query) {
      case EncodedQuery.Words words when target == Modality.IMAGE ->
          images(view, words, candidates, budget, cancellation);
      case EncodedQuery.Picture picture when target == Modality.TEXT ->
          texts(view, picture, candidates, budget, cancellation);
      case EncodedQuery.Words _, EncodedQuery.Picture _, EncodedQuery.Mixed _ ->
          Ranking.inRecallOrder(candidates, Optional.empty());
    };
  }

  private Ranking images(
      IndexView view,
      EncodedQuery.Words words,
      List<Candidate> candidates,
      RerankBudget budget,
      Cancellation cancellation) {
    Optional<Reranker> fitting =
        PictureFeatures.areEncodedOnDemand(view.spec()) ? onDemandReranker : reranker;
    if (fitting.isEmpty() || matcher.isEmpty()) {
      return degraded(candidates, lacksItm());
    }
    if (isAnothersModel() && !matcher.get().reads(words.text())) {
      return degraded(candidates, doesNotRead());
    }
    Map<ItemId, Item> items = itemsWithin(view, candidates, budget);
    UnreadCandidates unread = new UnreadCandidates();
    FeatureSource features =
        ids -> pictureFeatures.of(view, ids.stream().map(items::get).toList(), unread);
    long start = System.nanoTime();
    RerankOutcome outcome =
        fitting
            .get()
            .rerankImages(
                matcher.get().tokenize(words.text()), candidates, features, budget, cancellation);
    if (words.checks().isEmpty() || !(outcome instanceof RerankOutcome.Reranked ranked)) {
      return ranking(outcome, unread.warnings());
    }
    RerankBudget left = budget.after(Duration.ofNanos(System.nanoTime() - start));
    Verification.Verified verified =
        new Verification(fitting.get(), matcher.get(), model.scoring())
            .verify(words.checks(), ranked, features, left.time(), cancellation);
    return ranking(verified.outcome(), unread.warnings()).with(verified.parts());
  }

  private Ranking texts(
      IndexView view,
      EncodedQuery.Picture picture,
      List<Candidate> candidates,
      RerankBudget budget,
      Cancellation cancellation) {
    if (reranker.isEmpty() || matcher.isEmpty()) {
      return degraded(candidates, lacksItm());
    }
    long start = System.nanoTime();
    List<String> warnings = new ArrayList<>();
    Optional<PatchFeatures> features;
    try {
      features = queryFeatures(view, picture, warnings);
    } catch (RuntimeException | InternalError e) { // the latter is a fault in a mapped file
      log.warn(
          "The features of the query's picture cannot be read; results are in recall order", e);
      return degraded(
          candidates,
          "the features of this picture cannot be read: %s; search with the picture's file instead"
              .formatted(IoReason.of(e)));
    }
    if (features.isEmpty()) {
      return degraded(
          candidates,
          "there are no patch features of this picture, which the second stage reads; search with the picture's file instead");
    }
    Map<ItemId, Item> items = itemsWithin(view, candidates, budget);
    UnreadCandidates unread = new UnreadCandidates();
    RerankOutcome outcome =
        reranker
            .get()
            .rerankTexts(
                features.get(),
                candidates,
                id ->
                    Optional.ofNullable(items.get(id))
                        .flatMap(item -> unread.read(item, () -> tokens(item, matcher.get()))),
                budget.after(Duration.ofNanos(System.nanoTime() - start)),
                cancellation);
    warnings.addAll(unread.warnings());
    return ranking(outcome, warnings);
  }

  /** An indexed picture whose stored features are damaged is encoded again from its file. */
  private Optional<PatchFeatures> queryFeatures(
      IndexView view, EncodedQuery.Picture picture, List<String> warnings) {
    try {
      return picture.features().get();
    } catch (DiptychException damage) {
      Optional<Item> item = picture.itself();
      if (damage.code() != ErrorCode.CORRUPT_INDEX || item.isEmpty()) {
        throw damage;
      }
      try {
        PatchFeatures again = pictureFeatures.fromFile(view, item.get());
        warnings.add(
            "the picture asked about was encoded again from its file: " + damage.getMessage());
        return Optional.of(again);
      } catch (DiptychException noFile) {
        damage.addSuppressed(noFile);
        throw damage;
      }
    }
  }

  private static Optional<TokenizedText> tokens(Item item, MatchEncoder matcher) {
    return Optional.ofNullable(item.text()).map(matcher::tokenize);
  }

  private Map<ItemId, Item> itemsWithin(
      IndexView view, List<Candidate> candidates, RerankBudget budget) {
    List<ItemId> best = candidates.stream().limit(budget.depth()).map(Candidate::id).toList();
    Map<ItemId, Item> items = new HashMap<>();
    view.items(best).forEach(item -> items.put(item.id(), item));
    return items;
  }

  /** Whether it may read fewer languages than the first stage, which is of another model. */
  private boolean isAnothersModel() {
    return !model.reranker().fingerprint().equals(model.fingerprint());
  }

  private String doesNotRead() {
    return "the reranker %s cannot read these words, so results are in the order of the retriever %s"
        .formatted(model.reranker().name(), model.bundle().name());
  }

  private String lacksItm() {
    return "the model %s has no image-text matching (ITM), which the second stage needs; index with a retrieval model to rerank"
        .formatted(model.bundle().name());
  }

  private static Ranking ranking(RerankOutcome outcome, List<String> warnings) {
    return switch (outcome) {
      case RerankOutcome.Reranked done ->
          new Ranking(
              done.items(),
              done.depthReached(),
              done.outOfTime(),
              Optional.empty(),
              warnings,
              Map.of(),
              Set.of(),
              Optional.empty());
      case RerankOutcome.RecallOnly failed ->
          new Ranking(
              failed.items(),
              0,
              false,
              Optional.of(failed.reason()),
              warnings,
              Map.of(),
              Set.of(),
              Optional.empty());
    };
  }

  private static Ranking degraded(List<Candidate> candidates, String reason) {
    return Ranking.inRecallOrder(candidates, Optional.of(reason));
  }

  /**
   * All candidates in their final order.
   *
   * @param items best first
   * @param depthReached how many the second stage scored
   * @param outOfTime whether the time budget ended it early
   * @param degraded why it could not run though it was asked for
   * @param warnings what could not be read, in sentences
   * @param parts what was verified of items besides the words as a whole
   * @param first items that stand first whatever the second stage says
   * @param mixture what is known of the parts of a mix
   */
  record Ranking(
      List<RankedItem> items,
      int depthReached,
      boolean outOfTime,
      Optional<String> degraded,
      List<String> warnings,
      Map<ItemId, List<CheckedPart>> parts,
      Set<ItemId> first,
      Optional<Mixture> mixture) {

    static Ranking inRecallOrder(List<Candidate> candidates, Optional<String> degraded) {
      List<RankedItem> items =
          candidates.stream()
              .map(candidate -> new RankedItem(candidate.id(), candidate.itc(), Optional.empty()))
              .toList();
      return new Ranking(
          items, 0, false, degraded, List.of(), Map.of(), Set.of(), Optional.empty());
    }

    Ranking with(Map<ItemId, List<CheckedPart>> verified) {
      return new Ranking(
          items, depthReached, outOfTime, degraded, warnings, verified, first, mixture);
    }

    Ranking with(Mixture mixed) {
      return new Ranking(
          items, depthReached, outOfTime, degraded, warnings, parts, first, Optional.of(mixed));
    }

    /**
     * {@return the same with these items first, in their order, but for those that show what must
     * not be there}
     */
    Ranking withFirst(Set<ItemId> exact) {
      Set<ItemId> standing =
          exact.stream().filter(id -> !isUnwanted(id)).collect(Collectors.toUnmodifiableSet());
      if (standing.isEmpty()) {
        return this;
      }
      List<RankedItem> sorted =
          items.stream()
              .sorted(Comparator.comparing(item -> !standing.contains(item.id())))
              .toList();
      return new Ranking(
          sorted, depthReached, outOfTime, degraded, warnings, parts, standing, mixture);
    }

    private boolean isUnwanted(ItemId id) {
      return partsOf(id).stream()
          .anyMatch(
              part ->
                  !part.wanted()
                      && part.there().filter(found -> found.value() > UNWANTED).isPresent());
    }

    /** {@return this, with those of more candidates that were not there yet behind it} */
    Ranking followedBy(List<Candidate> more) {
      Set<ItemId> there = items.stream().map(RankedItem::id).collect(Collectors.toSet());
      List<RankedItem> all = new ArrayList<>(items);
      more.stream()
          .filter(candidate -> !there.contains(candidate.id()))
          .map(candidate -> new RankedItem(candidate.id(), candidate.itc(), Optional.empty()))
          .forEach(all::add);
      return new Ranking(all, depthReached, outOfTime, degraded, warnings, parts, first, mixture);
    }

    /** {@return what was verified of this item; none where it does not fit the words} */
    List<CheckedPart> partsOf(ItemId id) {
      return parts.getOrDefault(id, List.of());
    }
  }
}
