package dev.diptych.searcher;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Cancellation;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.MatchEncoder;
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
import java.util.OptionalDouble;

/** Looks for single parts of a query on the pictures that fit all of it. */
final class Verification {

  /*
   * Why by the second stage
   *
   * A vector cannot say "no": taking the vector of "a square" off that of "a star" finds pictures
   * far from squares rather than stars without one. The second stage is asked twice instead, for
   * what is wanted and for what is not, and a picture is as good as both answers together:
   * p(wanted) * (1 - p(unwanted)), and for what must be there p(wanted) * p(part). Only pictures
   * that fit the words are read again: of the others the product is small in any case.
   *
   * What time leaves unread, or cannot be read, counts as undecided: one half.
   */

  private static final double FITS = 0.5;
  private static final double UNDECIDED = 0.5;

  private final Reranker reranker;
  private final MatchEncoder matcher;
  private final Scoring scoring;
  private final Optional<AnswerCalibration> fitted;

  Verification(Reranker reranker, MatchEncoder matcher, Scoring scoring) {
    this.reranker = reranker;
    this.matcher = matcher;
    this.scoring = scoring;
    this.fitted = scoring.calibration().flatMap(whole -> whole.to(Modality.IMAGE));
  }

  /**
   * Verifies parts, and orders by what comes of it.
   *
   * @param ranked what the second stage scored and the rest, best first
   * @param budget what is left of it
   * @return the same items, and what was found of each part on those that fit the words
   */
  Verified verify(
      List<Query.Check> checks,
      RerankOutcome.Reranked ranked,
      FeatureSource features,
      Optional<Duration> budget,
      Cancellation cancellation) {
    List<RankedItem> fitting = ranked.items().stream().filter(this::fits).toList();
    Map<ItemId, List<CheckedPart>> found = new HashMap<>();
    long start = System.nanoTime();
    boolean outOfTime = ranked.outOfTime();
    for (Query.Check check : checks) {
      RerankBudget left =
          new RerankBudget(fitting.size(), budget)
              .after(Duration.ofNanos(System.nanoTime() - start));
      RerankOutcome outcome =
          reranker.rerankImages(
              matcher.tokenize(check.words()),
              fitting.stream().map(item -> new Candidate(item.id(), item.itc())).toList(),
              features,
              left,
              cancellation);
      Map<ItemId, Optional<ItmScore>> scores = new HashMap<>();
      outcome.items().forEach(item -> scores.put(item.id(), item.itm()));
      for (RankedItem item : fitting) {
        Optional<MatchProbability> probability =
            scores.getOrDefault(item.id(), Optional.empty()).flatMap(itm -> probability(itm, item));
        found
            .computeIfAbsent(item.id(), _ -> new ArrayList<>())
            .add(new CheckedPart(check.words(), check.wanted(), probability));
      }
      outOfTime |= outcome instanceof RerankOutcome.Reranked done && done.outOfTime();
    }
    List<RankedItem> items =
        ranked.items().stream()
            .sorted(Comparator.comparingDouble(item -> -key(item, found)))
            .toList();
    return new Verified(new RerankOutcome.Reranked(items, ranked.depthReached(), outOfTime), found);
  }

  private boolean fits(RankedItem item) {
    return item.itm()
        .flatMap(itm -> probability(itm, item))
        .filter(p -> p.value() >= FITS)
        .isPresent();
  }

  /** What was scored stands before what was not, as without verification. */
  private double key(RankedItem item, Map<ItemId, List<CheckedPart>> found) {
    return item.itm()
        .flatMap(itm -> probability(itm, item))
        .map(p -> p.value() * factor(found.getOrDefault(item.id(), List.of())))
        .orElse(-1.0);
  }

  /** {@return what checked parts make of the probability of the words, a factor in [0, 1]} */
  static double factor(List<CheckedPart> parts) {
    double factor = 1;
    for (CheckedPart part : parts) {
      double there = part.there().map(MatchProbability::value).orElse(UNDECIDED);
      factor *= part.wanted() ? there : 1 - there;
    }
    return factor;
  }

  /** Of the pair alone, whether or not anything in the index matches. */
  private Optional<MatchProbability> probability(ItmScore itm, RankedItem item) {
    OptionalDouble evidence = scoring.evidence(Optional.of(itm), item.itc());
    return fitted.isEmpty() || evidence.isEmpty()
        ? scoring.probability(Optional.of(itm), item.itc())
        : Optional.of(
            new MatchProbability(fitted.get().pairProbability(evidence.getAsDouble()), true));
  }

  /**
   * An answer whose parts were verified.
   *
   * @param outcome the items in their final order
   * @param parts of each item that fits the words, what was found
   */
  record Verified(RerankOutcome.Reranked outcome, Map<ItemId, List<CheckedPart>> parts) {}
}
