package dev.diptych.reranker;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import dev.diptych.core.Cancellation;
import dev.diptych.core.IoReason;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second stage: reads the best candidates of the first stage with the image-grounded encoder
 * and puts them in the order that encoder prefers. K candidates in, the same K out. Never throws
 * for what the encoder or a source did: the outcome is then {@link RerankOutcome.RecallOnly}. A
 * reranking that nobody waits for any more ends before its next chunk with a {@link
 * CancellationException}. Thread-safe, as far as the sources are.
 */
public final class Reranker {

  /*
   * Why two stages
   *
   * The first stage (ITC, image-text contrastive) compares a picture and words as two points, made
   * without knowledge of each other: cheap enough for a whole index, blind to how the words hang
   * together ("a red circle left of a blue square" lies next to the same with the colours swapped).
   * The second (ITM, image-text matching) reads the words token by token with cross-attention into
   * the picture's patches and answers with two logits, no match and match [1, section 3.2]. That is
   * a run of an encoder per pair, so it is spent on the best candidates only, as in [2].
   *
   * Order
   *
   * By the model's Scoring: for BLIP itm_logit[1] + itc, the raw match logit, not a probability and
   * not the difference of the logits, plus the raw cosine, as the authors of [1] evaluate retrieval
   * ([3], evaluation()); for ALBEF the match logit alone. There, too, what the second stage did not
   * see comes after everything it saw. Equal ranks keep the order of recall. Candidates whose
   * features are missing take part as if they had not been reached.
   *
   * Budget
   *
   * Candidates are scored in chunks, the most promising first: one run of the encoder each, over as
   * many pictures as make it cheapest, fewer for longer words. The clock is looked at between
   * chunks; a chunk is made as small as the time left and the cost of a pair as last measured ask
   * for, so the budget is overrun by what one chunk misjudges. The first chunk always runs: an
   * answer with one pair reranked beats none. How candidates fall into chunks does not move a score
   * by more than 1e-5 (MatchEncoder).
   *
   * Many at once
   *
   * Searches take turns, a chunk each, first come, first served (Turns). A budget runs on the
   * wall clock, waiting included, so a search plans its chunk for its share of the time left, with
   * eight under way an eighth, and cuts it to what still fits when its turn comes. Its first pair is
   * scored in any case. So each ends with the longest budget among them, but for one pair each: far
   * within the others' budgets together. A search without a budget takes whole chunks among its
   * like, which is quickest for all of them; as soon as one with a budget is under way, it takes
   * chunks of fifty milliseconds, and the other reckons with them.
   *
   * Without a time budget texts are scored in the order of their lengths, which saves the padding
   * of short ones beside long ones. With one they are scored in the order of recall, so that what
   * is left out is what recall thought least of.
   *
   * [1] J. Li, D. Li, C. Xiong, S. Hoi: BLIP: Bootstrapping Language-Image Pre-training for Unified
   *     Vision-Language Understanding and Generation. ICML 2022. arXiv:2201.12086
   * [2] J. Li et al.: Align before Fuse: Vision and Language Representation Learning with Momentum
   *     Distillation. NeurIPS 2021. arXiv:2107.07651
   * [3] github.com/salesforce/BLIP, train_retrieval.py
   */

  /** Most pairs in one run of the encoder unless said otherwise. */
  public static final int DEFAULT_CHUNK = 32;

  /**
   * Most tokens of words in one run over several pictures: fewer, and reading the weights takes its
   * part of the time; more, and what lies between two layers leaves the caches.
   */
  private static final int WORD_TOKENS_A_RUN = 256;

  private static final int MOST_TEXTS_A_RUN = 16;

  private static final Logger log = LoggerFactory.getLogger(Reranker.class);

  private final MatchEncoder matcher;
  private final Scoring scoring;
  private final int chunk;
  private final LongSupplier nanoClock;
  private final Turns turns;
  private final PairCost imageCost = new PairCost();
  private final PairCost textCost = new PairCost();

  /** A reranker that scores up to {@link #DEFAULT_CHUNK} pairs at a time. */
  public Reranker(MatchEncoder matcher, Scoring scoring) {
    this(matcher, scoring, DEFAULT_CHUNK);
  }

  /**
   * A reranker.
   *
   * @param matcher scores pairs
   * @param scoring says which order the scores mean
   * @param chunk most pairs in one run of the encoder, at least 1: larger is a little faster,
   *     smaller meets a time budget more exactly
   */
  public Reranker(MatchEncoder matcher, Scoring scoring, int chunk) {
    this(matcher, scoring, chunk, System::nanoTime);
  }

  Reranker(MatchEncoder matcher, Scoring scoring, int chunk, LongSupplier nanoClock) {
    this(matcher, scoring, chunk, nanoClock, new Turns(matcher.callsAtOnce()));
  }

  Reranker(MatchEncoder matcher, Scoring scoring, int chunk, LongSupplier nanoClock, Turns turns) {
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk must be at least 1, but was " + chunk);
    }
    this.matcher = matcher;
    this.scoring = scoring;
    this.chunk = chunk;
    this.nanoClock = nanoClock;
    this.turns = turns;
  }

  /**
   * {@return a reranker over the same encoder that scores another number of pairs at a time}
   * Searches of both take turns.
   *
   * @param chunk as in the constructor
   */
  public Reranker withChunk(int chunk) {
    return new Reranker(matcher, scoring, chunk, nanoClock, turns);
  }

  /**
   * Reranks pictures for words: {@code i64 [T], K x f32 [P,W] -> K x (no match, match)}.
   *
   * @param query what is looked for
   * @param candidates in recall order
   * @param features where the pictures' features are; read chunk by chunk, each at most once
   * @param budget how many candidates to score and how long that may take
   */
  public RerankOutcome rerankImages(
      TokenizedText query,
      List<Candidate> candidates,
      FeatureSource features,
      RerankBudget budget) {
    return rerankImages(query, candidates, features, budget, Cancellation.NEVER);
  }

  /**
   * Reranks as the other does, as long as the result is wanted.
   *
   * @param cancellation asked before every chunk
   * @throws CancellationException when nobody waits for the result any more
   */
  public RerankOutcome rerankImages(
      TokenizedText query,
      List<Candidate> candidates,
      FeatureSource features,
      RerankBudget budget,
      Cancellation cancellation) {
    return orRecallOnly(
        candidates,
        () -> {
          TimeLimit time = TimeLimit.startingNow(nanoClock, budget.time());
          List<Integer> places = placesWithin(candidates, budget);
          ChunkedScoring<PatchFeatures> scoring =
              new ChunkedScoring<>(
                  scored -> featuresAt(scored, candidates, features),
                  images -> matcher.scoreImages(query, images),
                  Math.min(chunk, picturesARun(query.length())),
                  imageCost,
                  turns,
                  cancellation);
          return ordered(candidates, places, scoring.score(places, time));
        });
  }

  /**
   * Reranks words for a picture: {@code f32 [P,W], K x i64 [T] -> K x (no match, match)}.
   *
   * @param query the picture's features
   * @param candidates in recall order
   * @param texts where the words are; each read at most once
   * @param budget how many candidates to score and how long that may take
   */
  public RerankOutcome rerankTexts(
      PatchFeatures query, List<Candidate> candidates, TextSource texts, RerankBudget budget) {
    return rerankTexts(query, candidates, texts, budget, Cancellation.NEVER);
  }

  /**
   * Reranks as the other does, as long as the result is wanted.
   *
   * @param cancellation asked before every chunk
   * @throws CancellationException when nobody waits for the result any more
   */
  public RerankOutcome rerankTexts(
      PatchFeatures query,
      List<Candidate> candidates,
      TextSource texts,
      RerankBudget budget,
      Cancellation cancellation) {
    return orRecallOnly(
        candidates,
        () -> {
          TimeLimit time = TimeLimit.startingNow(nanoClock, budget.time());
          List<Integer> places = placesWithin(candidates, budget);
          IntFunction<Optional<TokenizedText>> tokens =
              place -> texts.tokens(candidates.get(place).id());
          if (budget.time().isEmpty()) {
            List<Optional<TokenizedText>> read = places.stream().map(tokens::apply).toList();
            tokens = read::get;
            places = byLength(places, read);
          }
          IntFunction<Optional<TokenizedText>> source = tokens;
          ChunkedScoring<TokenizedText> scoring =
              new ChunkedScoring<>(
                  scored -> tokensAt(scored, source),
                  words -> matcher.scoreTexts(query, words),
                  Math.min(chunk, MOST_TEXTS_A_RUN),
                  textCost,
                  turns,
                  cancellation);
          return ordered(candidates, places, scoring.score(places, time));
        });
  }

  /**
   * {@return how many pictures one run of the encoder takes at most}
   *
   * @param tokens how many tokens the words have, at least 1
   */
  public static int picturesARun(int tokens) {
    return Math.clamp(WORD_TOKENS_A_RUN / tokens, 1, DEFAULT_CHUNK);
  }

  private static List<Integer> placesWithin(List<Candidate> candidates, RerankBudget budget) {
    return IntStream.range(0, Math.min(candidates.size(), budget.depth())).boxed().toList();
  }

  private static Map<Integer, PatchFeatures> featuresAt(
      List<Integer> places, List<Candidate> candidates, FeatureSource source) {
    Map<ItemId, PatchFeatures> read =
        source.features(places.stream().map(place -> candidates.get(place).id()).toList());
    Map<Integer, PatchFeatures> byPlace = new HashMap<>();
    for (int place : places) {
      PatchFeatures features = read.get(candidates.get(place).id());
      if (features != null) {
        byPlace.put(place, features);
      }
    }
    return byPlace;
  }

  private static Map<Integer, TokenizedText> tokensAt(
      List<Integer> places, IntFunction<Optional<TokenizedText>> source) {
    Map<Integer, TokenizedText> byPlace = new HashMap<>();
    for (int place : places) {
      source.apply(place).ifPresent(tokens -> byPlace.put(place, tokens));
    }
    return byPlace;
  }

  private static List<Integer> byLength(
      List<Integer> places, List<Optional<TokenizedText>> tokens) {
    return places.stream()
        .sorted(comparingInt(place -> tokens.get(place).map(TokenizedText::length).orElse(0)))
        .toList();
  }

  private RerankOutcome ordered(
      List<Candidate> candidates, List<Integer> places, ChunkedScoring.Scores scores) {
    if (scores.byPlace().isEmpty() && !places.isEmpty()) {
      return recallOnly(
          candidates,
          scores.outOfTime()
              ? "the time budget ended before anything was found that the second stage could read; give it more"
              : "the second stage could read none of the %s best candidates; index them again to rerank"
                  .formatted(places.size()));
    }
    Map<Integer, ItmScore> itm = scores.byPlace();
    List<RankedItem> scored = new ArrayList<>();
    List<RankedItem> others = new ArrayList<>();
    for (int place = 0; place < candidates.size(); place++) {
      Candidate candidate = candidates.get(place);
      Optional<ItmScore> score = Optional.ofNullable(itm.get(place));
      (score.isPresent() ? scored : others)
          .add(new RankedItem(candidate.id(), candidate.itc(), score));
    }
    scored.sort(comparing(this::rank, reverseOrder())); // stable: ties by recall order
    scored.addAll(others);
    return new RerankOutcome.Reranked(scored, itm.size(), scores.outOfTime());
  }

  private float rank(RankedItem item) {
    return scoring.rank(item.itm().orElseThrow(), item.itc());
  }

  /** Native libraries fail with errors, too: missing symbols, memory, faults in mapped files. */
  private static RerankOutcome orRecallOnly(
      List<Candidate> candidates, Supplier<RerankOutcome> reranking) {
    try {
      return reranking.get();
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      log.warn("The second stage failed; results are in recall order", e);
      return recallOnly(candidates, "the second stage failed: " + IoReason.of(e));
    }
  }

  private static RerankOutcome recallOnly(List<Candidate> candidates, String reason) {
    return new RerankOutcome.RecallOnly(
        candidates.stream()
            .map(candidate -> new RankedItem(candidate.id(), candidate.itc(), Optional.empty()))
            .toList(),
        reason);
  }
}
