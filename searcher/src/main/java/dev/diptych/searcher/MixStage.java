package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.Embedding;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.Scoring;
import dev.diptych.index.IndexView;
import dev.diptych.reranker.Candidate;
import dev.diptych.reranker.RankedItem;
import dev.diptych.reranker.RerankBudget;
import dev.diptych.searcher.CandidateStage.Candidates;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.searcher.SecondStage.Ranking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Step 3 of a search for a mix: the second stage reads the same candidates once for each part of
 * the other modality; what it says and how near they lie to the other parts orders them together.
 */
final class MixStage {

  private final SecondStage secondStage;
  private final Scoring scoring;

  MixStage(SecondStage secondStage, Scoring scoring) {
    this.secondStage = secondStage;
    this.scoring = scoring;
  }

  /**
   * Orders candidates.
   *
   * @param candidates as many as its depth are scored for each part
   * @param budget most time for all parts together
   */
  Ranking rank(
      IndexView view,
      EncodedQuery.Mixed mix,
      Modality target,
      Candidates candidates,
      Optional<Duration> budget,
      Cancellation cancellation) {
    List<Candidate> all = candidates.found().candidates();
    List<Candidate> first = all.stream().limit(candidates.depth()).toList();
    Map<ItemId, Embedding> vectors = view.vectors(first.stream().map(Candidate::id).toList());
    List<EncodedQuery.Part> read =
        mix.parts().stream()
            .filter(part -> part.query().isCrossModal(target))
            .filter(part -> !candidates.byWords().containsKey(part))
            .toList();
    if (first.isEmpty() || read.isEmpty()) {
      return Ranking.inRecallOrder(all, Optional.empty())
          .with(new Mixture(mix.parts(), Map.of(), candidates.byWords()));
    }
    long start = System.nanoTime();
    List<Ranking> rankings = new ArrayList<>();
    Map<EncodedQuery.Part, Judged> judged = new HashMap<>();
    for (EncodedQuery.Part part : read) {
      Optional<Duration> share =
          new RerankBudget(0, budget)
              .after(Duration.ofNanos(System.nanoTime() - start))
              .time()
              .map(left -> left.dividedBy(read.size() - rankings.size()).plusNanos(1));
      Ranking ranking =
          secondStage.rank(
              view,
              part.query(),
              target,
              withCosines(first, vectors, part.query().vector()),
              new RerankBudget(first.size(), share),
              cancellation);
      rankings.add(ranking);
      judged.put(
          part,
          new MatchJudge(scoring, part.query(), target)
              .judge(ranking.items(), ranking::partsOf, Set.of(), Threshold.OFF));
    }
    Mixture mixture = new Mixture(mix.parts(), judged, candidates.byWords());
    Map<ItemId, Double> scores = new HashMap<>();
    vectors.forEach(
        (id, vector) -> mixture.score(id, vector).ifPresent(score -> scores.put(id, score)));
    List<RankedItem> items =
        all.stream()
            .map(each -> new RankedItem(each.id(), each.itc(), mixture.itm(each.id())))
            .sorted(
                Comparator.comparingDouble(
                    item -> -scores.getOrDefault(item.id(), Double.NEGATIVE_INFINITY)))
            .toList();
    return new Ranking(
        items,
        rankings.stream().mapToInt(Ranking::depthReached).min().orElse(0),
        rankings.stream().anyMatch(Ranking::outOfTime),
        rankings.stream().flatMap(each -> each.degraded().stream()).findFirst(),
        rankings.stream().flatMap(each -> each.warnings().stream()).distinct().toList(),
        checked(rankings),
        Set.of(),
        Optional.of(mixture));
  }

  private static List<Candidate> withCosines(
      List<Candidate> candidates, Map<ItemId, Embedding> vectors, Embedding part) {
    return candidates.stream()
        .flatMap(
            candidate ->
                Optional.ofNullable(vectors.get(candidate.id()))
                    .map(vector -> new Candidate(candidate.id(), part.dot(vector)))
                    .stream())
        .toList();
  }

  private static Map<ItemId, List<CheckedPart>> checked(List<Ranking> rankings) {
    Map<ItemId, List<CheckedPart>> all = new HashMap<>();
    for (Ranking ranking : rankings) {
      ranking
          .parts()
          .forEach(
              (id, parts) ->
                  all.merge(id, parts, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    }
    return all;
  }
}
