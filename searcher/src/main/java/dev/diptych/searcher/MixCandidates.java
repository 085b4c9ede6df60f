package dev.diptych.searcher;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.Scoring;
import dev.diptych.index.IndexView;
import dev.diptych.reranker.Candidate;
import dev.diptych.searcher.CandidateStage.Candidates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Candidates of a mix: those that lie nearest to all of it, and of what the second stage reads half
 * may be what the wanted parts find by themselves, by vectors and by words.
 */
final class MixCandidates {

  private static final int SHARE = 2;

  private final CandidateStage stage;
  private final Scoring scoring;

  MixCandidates(CandidateStage stage, Scoring scoring) {
    this.stage = stage;
    this.scoring = scoring;
  }

  /** Finds candidates, as {@link CandidateStage#find} does. */
  Candidates find(
      IndexView view, SearchRequest request, EncodedQuery.Mixed mix, int most, int wanted) {
    Modality target = request.target();
    int pool = Math.max(most, Depth.USUAL);
    FirstStage.Found nearest =
        FirstStage.find(view, target, mix, Math.max(wanted, pool), request.selection().filter());
    if (mix.parts().stream().noneMatch(part -> part.query().isCrossModal(target))) {
      return new Candidates(
          nearest.first(wanted), depth(request.depth(), 0), WordFindings.NONE, Map.of());
    }
    Set<ItemId> asked = withCopies(view, mix.asked());
    List<List<Candidate>> lists = new ArrayList<>();
    Map<EncodedQuery.Part, Set<ItemId>> byWords = new HashMap<>();
    WordFindings words = WordFindings.NONE;
    int deepest = 0;
    for (EncodedQuery.Part part : mix.parts()) {
      if (part.weight() > 0) {
        MatchJudge judge = new MatchJudge(scoring, part.query(), target);
        Candidates own = stage.find(view, request, part.asked(), part.query(), judge, most, pool);
        lists.add(
            own.found().candidates().stream()
                .filter(candidate -> !asked.contains(candidate.id()))
                .toList());
        deepest = Math.max(deepest, own.depth());
        if (own.words().recall().asked()) {
          words = own.words();
        }
        if (own.words().alone()) {
          byWords.put(part, own.words().by().keySet());
        }
      }
    }
    int depth = depth(request.depth(), deepest);
    FirstStage.Found found =
        PartCandidates.joined(view, mix.vector(), nearest, lists, depth, depth / SHARE);
    return new Candidates(
        found.first(Math.max(wanted, depth)), depth, words.besideOthers(), byWords);
  }

  private static int depth(Depth asked, int deepest) {
    return switch (asked) {
      case Depth.Fixed(int count) -> count;
      case Depth.Auto _ -> deepest > 0 ? deepest : Depth.USUAL;
    };
  }

  private static Set<ItemId> withCopies(IndexView view, List<Item> items) {
    List<String> hashes =
        items.stream()
            .filter(item -> item.modality() == Modality.IMAGE)
            .map(Item::contentHash)
            .toList();
    return Stream.concat(
            items.stream(), view.imagesWith(hashes).values().stream().flatMap(List::stream))
        .map(Item::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}
