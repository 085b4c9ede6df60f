package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.reranker.RankedItem;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.searcher.MatchJudge.JudgedItem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of the parts of a mix on the items that were looked at, and how that becomes one
 * score and one probability: the weighted geometric mean of the grades of what is wanted, and of 1
 * minus the grades of what is not.
 */
final class Mixture {

  /*
   * Why a geometric mean
   *
   * "Like this, but blue" asks for both: a picture that is not blue is no answer, however like it
   * is. In an arithmetic mean a part that is missed can be made up for by another. In a geometric
   * one it cannot, and the order does not change when all grades of a part are multiplied by the
   * same number, so no part is favoured for giving high ones. What the second stage is sure of
   * counts as sure up to one in ten thousand: beyond that its numbers say nothing more.
   */

  private static final double SURE = 1e-4;

  private final List<EncodedQuery.Part> parts;
  private final Map<EncodedQuery.Part, Judged> judged;
  private final Map<EncodedQuery.Part, Map<ItemId, JudgedItem>> read = new HashMap<>();
  private final Map<EncodedQuery.Part, Set<ItemId>> byWords;

  /**
   * @param judged what the second stage said, of the parts that it read
   * @param byWords what has the words of a part that the model cannot read
   */
  Mixture(
      List<EncodedQuery.Part> parts,
      Map<EncodedQuery.Part, Judged> judged,
      Map<EncodedQuery.Part, Set<ItemId>> byWords) {
    this.parts = parts;
    this.judged = judged;
    this.byWords = byWords;
    judged.forEach(
        (part, answer) ->
            read.put(
                part,
                answer.items().stream()
                    .collect(Collectors.toMap(each -> each.item().id(), Function.identity()))));
  }

  /** {@return how well an item fits each part, in the order of the parts} */
  List<PartGrade> grades(ItemId id, Embedding vector) {
    return parts.stream().map(part -> grade(part, id, vector)).toList();
  }

  private PartGrade grade(EncodedQuery.Part part, ItemId id, Embedding vector) {
    ItcScore itc = part.query().vector().dot(vector);
    Optional<MatchProbability> probability = probability(part, id);
    Set<ItemId> having = byWords.get(part);
    double grade =
        having != null
            ? (having.contains(id) ? 1 : 0)
            : probability.map(MatchProbability::value).orElse(part.scale().closeness(itc));
    return new PartGrade(part.weight(), grade, itc, probability);
  }

  private Optional<MatchProbability> probability(EncodedQuery.Part part, ItemId id) {
    return Optional.ofNullable(read.get(part))
        .flatMap(items -> Optional.ofNullable(items.get(id)))
        .flatMap(JudgedItem::probability);
  }

  /**
   * {@return what orders an item among others, higher first; empty where the second stage did not
   * say it of every part that it reads}
   */
  OptionalDouble score(ItemId id, Embedding vector) {
    return isReadWhole(id)
        ? OptionalDouble.of(
            mean(
                grades(id, vector).stream()
                    .map(
                        grade ->
                            new Wanted(Math.clamp(grade.grade(), SURE, 1 - SURE), grade.weight()))))
        : OptionalDouble.empty();
  }

  private boolean isReadWhole(ItemId id) {
    return read.keySet().stream().allMatch(part -> probability(part, id).isPresent());
  }

  /** {@return the match logits of the weightiest part that the second stage read} */
  Optional<ItmScore> itm(ItemId id) {
    return parts.stream()
        .filter(read::containsKey)
        .max(Comparator.comparingDouble(EncodedQuery.Part::weight))
        .flatMap(part -> Optional.ofNullable(read.get(part)).map(items -> items.get(id)))
        .flatMap(item -> item.item().itm());
  }

  /** Judges an answer, as {@link MatchJudge#judge} does, by the parts that were read. */
  Judged judge(
      MatchJudge judge,
      List<RankedItem> items,
      Function<ItemId, List<CheckedPart>> checked,
      Threshold threshold) {
    OptionalDouble any =
        judged.entrySet().stream()
            .filter(answer -> answer.getKey().weight() > 0)
            .flatMapToDouble(answer -> answer.getValue().confidence().any().stream())
            .min();
    return judge.apart(
        items.stream()
            .map(
                item ->
                    new JudgedItem(
                        item, probability(item.id()), checked.apply(item.id()), false, List.of()))
            .toList(),
        any,
        threshold);
  }

  /** {@return how likely an item is what the parts that were read ask for together} */
  private Optional<MatchProbability> probability(ItemId id) {
    if (read.isEmpty() || !isReadWhole(id)) {
      return Optional.empty();
    }
    Map<EncodedQuery.Part, MatchProbability> each = new HashMap<>();
    read.keySet().forEach(part -> probability(part, id).ifPresent(it -> each.put(part, it)));
    double mean =
        mean(
            parts.stream()
                .filter(each::containsKey)
                .map(
                    part ->
                        new Wanted(Objects.requireNonNull(each.get(part)).value(), part.weight())));
    return Optional.of(
        new MatchProbability(mean, each.values().stream().allMatch(MatchProbability::calibrated)));
  }

  /** A grade and how much it counts; negative for what is not wanted. */
  private record Wanted(double grade, double weight) {}

  private static double mean(Stream<Wanted> grades) {
    double logarithms = 0;
    double weights = 0;
    for (Wanted each : grades.toList()) {
      double grade = each.weight() > 0 ? each.grade() : 1 - each.grade();
      logarithms += Math.abs(each.weight()) * Math.log(grade);
      weights += Math.abs(each.weight());
    }
    return Math.exp(logarithms / weights);
  }
}
