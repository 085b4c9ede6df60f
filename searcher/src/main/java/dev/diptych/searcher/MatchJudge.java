package dev.diptych.searcher;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.ItemId;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.core.Scoring;
import dev.diptych.reranker.Candidate;
import dev.diptych.reranker.RankedItem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Step 4 of a search: how likely each result is what was asked for, and whether anything is. Looks
 * at all that was scored, whatever page is asked for.
 */
final class MatchJudge {

  private final Scoring scoring;
  private final Optional<Calibration> calibration;
  private final Optional<AnswerCalibration> fitted;
  private final boolean crossModal;
  private final double broken;
  private final double oddity;

  MatchJudge(Scoring scoring, EncodedQuery query, Modality target) {
    this.scoring = scoring;
    this.crossModal = query.isCrossModal(target);
    this.calibration = scoring.calibration().filter(_ -> crossModal);
    this.fitted = calibration.flatMap(whole -> whole.to(target));
    this.broken = query.broken();
    this.oddity = fitted.map(known -> query.oddity(known.order())).orElse(0.0);
  }

  /** The greatest depth of a search, before its candidates are known. */
  static int most(Depth depth, Scoring scoring, Modality target) {
    return switch (depth) {
      case Depth.Fixed(int candidates) -> candidates;
      case Depth.Auto _ ->
          scoring
              .calibration()
              .flatMap(whole -> whole.to(target))
              .map(fitted -> fitted.depth().most())
              .orElse(Depth.USUAL);
    };
  }

  /** How many of these candidates the second stage is to score. */
  int depth(Depth depth, List<Candidate> candidates) {
    return switch (depth) {
      case Depth.Fixed(int count) -> count;
      case Depth.Auto _ ->
          fitted
              .map(
                  known ->
                      known
                          .depth()
                          .depth(candidates.stream().map(each -> each.itc().value()).toList()))
              .orElse(Depth.USUAL);
    };
  }

  /**
   * Judges an answer.
   *
   * @param items all of it, best first
   * @param parts what was verified of each besides: its probability includes them
   * @param exact those that are good matches whatever their probability
   */
  Judged judge(
      List<RankedItem> items,
      Function<ItemId, List<CheckedPart>> parts,
      Set<ItemId> exact,
      Threshold threshold) {
    OptionalDouble any = anyProbability(items);
    List<JudgedItem> judged =
        items.stream()
            .map(item -> judged(item, any, parts.apply(item.id()), exact.contains(item.id())))
            .toList();
    return apart(judged, any, threshold);
  }

  /**
   * Sets good matches apart from others.
   *
   * @param judged all of an answer, best first
   * @param any probability that anything matches
   */
  Judged apart(List<JudgedItem> judged, OptionalDouble any, Threshold threshold) {
    boolean says = judged.stream().anyMatch(each -> each.probability().isPresent());
    OptionalDouble least = says ? least(threshold) : OptionalDouble.empty();
    List<String> warnings =
        threshold instanceof Threshold.AtLeast && !judged.isEmpty() && !says
            ? List.of(
                "no threshold was applied, since there are no match probabilities: "
                    + (crossModal
                        ? "the model gives none, or its second stage scored nothing"
                        : "like is compared with like by the cosine alone"))
            : List.of();
    if (least.isEmpty()) {
      return new Judged(judged, confidence(any, least, judged.size()), warnings);
    }
    double reached = least.getAsDouble();
    List<JudgedItem> good = judged.stream().filter(each -> each.isGood(reached)).toList();
    Stream<JudgedItem> others = judged.stream().filter(each -> !each.isGood(reached));
    return new Judged(
        Stream.concat(good.stream(), others).toList(),
        confidence(any, least, good.size()),
        warnings);
  }

  /** An answer that words alone gave: vectors and pairs say nothing of it. */
  Judged unjudged(List<RankedItem> items, Set<ItemId> exact, Threshold threshold) {
    return new Judged(
        items.stream()
            .map(
                item ->
                    new JudgedItem(
                        item, Optional.empty(), List.of(), exact.contains(item.id()), List.of()))
            .toList(),
        confidence(
            OptionalDouble.empty(),
            items.isEmpty() ? least(threshold) : OptionalDouble.empty(),
            items.size()),
        List.of());
  }

  private JudgedItem judged(
      RankedItem item, OptionalDouble any, List<CheckedPart> parts, boolean exact) {
    return new JudgedItem(
        item, probability(item, any, Verification.factor(parts)), parts, exact, List.of());
  }

  private Confidence confidence(OptionalDouble any, OptionalDouble least, int good) {
    boolean calibrated = any.isPresent();
    return new Confidence(
        calibrated,
        calibration.filter(_ -> calibrated).map(Calibration::fittedOn),
        any,
        least,
        good,
        broken);
  }

  private OptionalDouble least(Threshold threshold) {
    return switch (threshold) {
      case Threshold.Off _ -> OptionalDouble.empty();
      case Threshold.AtLeast(double probability) -> OptionalDouble.of(probability);
      case Threshold.Calibrated _ ->
          fitted
              .map(known -> OptionalDouble.of(known.threshold()))
              .orElseGet(() -> crossModal ? scoring.threshold() : OptionalDouble.empty());
    };
  }

  /** By the best pair; empty without a calibration, or where nothing was scored. */
  private OptionalDouble anyProbability(List<RankedItem> items) {
    if (fitted.isEmpty()) {
      return OptionalDouble.empty();
    }
    double best = Double.NEGATIVE_INFINITY;
    double cosine = 0;
    for (RankedItem item : items) {
      OptionalDouble evidence = scoring.evidence(item.itm(), item.itc());
      if (evidence.isPresent() && evidence.getAsDouble() > best) {
        best = evidence.getAsDouble();
        cosine = item.itc().value();
      }
    }
    return best == Double.NEGATIVE_INFINITY
        ? OptionalDouble.empty()
        : OptionalDouble.of(fitted.get().anyProbability(best, cosine, broken, oddity));
  }

  private Optional<MatchProbability> probability(
      RankedItem item, OptionalDouble any, double factor) {
    if (any.isEmpty()) {
      return crossModal
          ? scoring
              .probability(item.itm(), item.itc())
              .map(pair -> new MatchProbability(pair.value() * factor, pair.calibrated()))
          : Optional.empty();
    }
    OptionalDouble evidence = scoring.evidence(item.itm(), item.itc());
    return evidence.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MatchProbability(
                any.getAsDouble()
                    * fitted.orElseThrow().pairProbability(evidence.getAsDouble())
                    * factor,
                true));
  }

  /**
   * A result.
   *
   * @param probability how likely it is what was asked for
   * @param parts what was verified of it besides
   * @param exact whether its words say what was asked for exactly
   * @param lookalikes those that look like it and stand behind it, best first
   */
  record JudgedItem(
      RankedItem item,
      Optional<MatchProbability> probability,
      List<CheckedPart> parts,
      boolean exact,
      List<ItemId> lookalikes) {

    /** {@return its id, and those of its look-alikes} */
    Stream<ItemId> ids() {
      return Stream.concat(Stream.of(item.id()), lookalikes.stream());
    }

    JudgedItem standingFor(List<ItemId> others) {
      return others.isEmpty() ? this : new JudgedItem(item, probability, parts, exact, others);
    }

    boolean isGood(double threshold) {
      return exact || probability.filter(match -> match.value() >= threshold).isPresent();
    }
  }

  /**
   * An answer, judged.
   *
   * @param items good matches first, each part in the order of its rank
   */
  record Judged(List<JudgedItem> items, Confidence confidence, List<String> warnings) {}
}
