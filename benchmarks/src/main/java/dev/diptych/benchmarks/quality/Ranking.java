package dev.diptych.benchmarks.quality;

import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingInt;

import dev.diptych.core.Scoring;
import dev.diptych.searcher.SearchHit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The candidates of one query, all of them scored, in the order of recall.
 *
 * @param candidates best of the first stage first
 */
record Ranking(List<Candidate> candidates) {

  /**
   * One candidate.
   *
   * @param number of the picture or text among those of its kind
   * @param score what orders it in the second stage
   */
  record Candidate(int number, double score) {}

  Ranking {
    candidates = List.copyOf(candidates);
  }

  /** {@return the ranking that a search of this depth, and as many results, has come from} */
  static Ranking of(List<SearchHit> hits, Scoring scoring) {
    return new Ranking(
        hits.stream()
            .sorted(comparingInt(SearchHit::recallRank))
            .map(
                hit ->
                    new Candidate(
                        SceneIndex.number(hit.item().id()),
                        scoring.rank(hit.itm().orElseThrow(), hit.itc())))
            .toList());
  }

  /** {@return what is found first when so many candidates are reranked: 0 is recall alone} */
  int best(int depth) {
    Candidate best = candidates.getFirst();
    for (Candidate candidate : candidates.subList(0, Math.min(depth, candidates.size()))) {
      if (candidate.score() > best.score()) {
        best = candidate;
      }
    }
    return best.number();
  }

  /**
   * How alike two rankings order what both have: Spearman's coefficient, 1 for the same order.
   *
   * @param other of the same query
   */
  double correlation(Ranking other) {
    Map<Integer, Integer> mine = places(other);
    Map<Integer, Integer> theirs = other.places(this);
    double n = mine.size();
    if (n < 2) {
      return 1;
    }
    double squares = 0;
    for (Map.Entry<Integer, Integer> place : mine.entrySet()) {
      double apart = place.getValue() - theirs.getOrDefault(place.getKey(), 0);
      squares += apart * apart;
    }
    return 1 - 6 * squares / (n * (n * n - 1));
  }

  /** {@return the place by score of each candidate that the other ranking has too} */
  private Map<Integer, Integer> places(Ranking other) {
    List<Integer> shared = other.candidates.stream().map(Candidate::number).toList();
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.removeIf(candidate -> !shared.contains(candidate.number()));
    ordered.sort(comparingDouble(Candidate::score));
    Map<Integer, Integer> places = new HashMap<>();
    ordered.forEach(candidate -> places.put(candidate.number(), places.size()));
    return places;
  }
}
