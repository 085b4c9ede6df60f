package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItemId;
import dev.diptych.index.IndexView;
import dev.diptych.index.WordRecall;
import dev.diptych.reranker.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/*
 * Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): a candidate has 1 / (60 + its rank) of
 * each list that it is in, and the sum orders. Cosines and BM25 scores need not be comparable.
 *
 * The first N of both lists are fused, N being the greatest depth of the second stage, and below
 * them the other nearest vectors go on as they are. So the order is one and the same however many
 * candidates are asked for.
 *
 * Of the words' list, what scores less than half of the best is left out: it has the least telling
 * of the words, and would take places from what the vectors know better.
 */
/**
 * Two lists of candidates made one.
 *
 * @param candidates of both, best first: exact matches, then the others
 * @param by which part found those that words found
 * @param exact the exact matches
 */
record Fusion(List<Candidate> candidates, Map<ItemId, FoundBy> by, Set<ItemId> exact) {

  private static final int K = 60;
  private static final double WORTH_KEEPING = 0.5;

  /** A candidate of either list, and the sum of its reciprocal ranks. */
  private record Fused(Candidate candidate, double sum) {}

  /**
   * Fuses two lists.
   *
   * @param nearest by vectors
   * @param matches by words
   * @param most how many of each
   */
  static Fusion of(
      IndexView view,
      Embedding query,
      FirstStage.Found nearest,
      List<WordRecall.Match> matches,
      int most) {
    Map<ItemId, Fused> fused = new LinkedHashMap<>();
    for (Candidate candidate : nearest.candidates().stream().limit(most).toList()) {
      fused.put(candidate.id(), new Fused(candidate, reciprocal(fused.size() + 1)));
    }
    Map<ItemId, FoundBy> by = new LinkedHashMap<>();
    Set<ItemId> exact = new HashSet<>();
    List<WordRecall.Match> kept = worthKeeping(matches).limit(most).toList();
    List<ItemId> ids =
        kept.stream().map(match -> nearest.idOf(match.id(), match.contentHash())).toList();
    List<ItemId> others = ids.stream().filter(id -> !fused.containsKey(id)).toList();
    for (Candidate candidate : PartCandidates.withCosines(view, others, query)) {
      by.put(candidate.id(), FoundBy.WORDS);
      fused.put(candidate.id(), new Fused(candidate, 0));
    }
    for (int place = 0; place < kept.size(); place++) {
      ItemId id = ids.get(place);
      Fused known = fused.get(id);
      if (known != null) {
        by.putIfAbsent(id, FoundBy.BOTH);
        fused.put(id, new Fused(known.candidate(), known.sum() + reciprocal(place + 1)));
        if (kept.get(place).exact()) {
          exact.add(id);
        }
      }
    }
    List<Candidate> candidates =
        fused.values().stream()
            .sorted(
                Comparator.comparing((Fused each) -> !exact.contains(each.candidate().id()))
                    .thenComparing(Fused::sum, Comparator.reverseOrder()))
            .map(Fused::candidate)
            .toList();
    return new Fusion(candidates, by, exact);
  }

  private static double reciprocal(int rank) {
    return 1.0 / (K + rank);
  }

  private static Stream<WordRecall.Match> worthKeeping(List<WordRecall.Match> matches) {
    double best = matches.stream().mapToDouble(WordRecall.Match::score).max().orElse(0);
    return matches.stream().filter(match -> match.exact() || match.score() >= WORTH_KEEPING * best);
  }

  /**
   * {@return how many of the candidates hold the first so many of the nearest vectors} A depth that
   * was chosen by cosines goes on to hold what it was chosen for.
   */
  int depth(List<Candidate> nearest, int count) {
    Set<ItemId> first = new HashSet<>();
    nearest.stream().limit(count).forEach(candidate -> first.add(candidate.id()));
    int depth = 0;
    for (int place = 0; place < candidates.size() && !first.isEmpty(); place++) {
      first.remove(candidates.get(place).id());
      depth = place + 1;
    }
    return Math.max(depth, count);
  }

  /** {@return the first so many candidates, the nearest vectors going on below those fused} */
  FirstStage.Found found(FirstStage.Found nearest, int count) {
    Set<ItemId> known = new LinkedHashSet<>(candidates.stream().map(Candidate::id).toList());
    List<Candidate> all = new ArrayList<>(candidates);
    nearest.candidates().stream()
        .filter(candidate -> !known.contains(candidate.id()))
        .forEach(all::add);
    return new FirstStage.Found(
        all.subList(0, Math.min(count, all.size())),
        nearest.places(),
        nearest.visited(),
        nearest.exact());
  }
}
