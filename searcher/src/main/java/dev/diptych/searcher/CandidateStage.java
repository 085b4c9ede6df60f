package dev.diptych.searcher;

import dev.diptych.core.ItemId;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.index.IndexView;
import dev.diptych.index.WordRecall;
import dev.diptych.index.WordRequest;
import dev.diptych.reranker.Candidate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Step 2 of a search: candidates, by their vectors and by their words, in an order that does not
 * depend on how many are asked for.
 */
final class CandidateStage {

  /**
   * A query is foreign when more of its tokens than this stand for nothing that the model knows.
   */
  private static final double MOSTLY = 0.5;

  private final Optional<TextEncoder> encoder;
  private final MixCandidates mixes;

  CandidateStage(Model model) {
    this.encoder = model.textEncoder();
    this.mixes = new MixCandidates(this, model.scoring());
  }

  /**
   * Finds candidates.
   *
   * @param most the greatest depth of the second stage
   * @param wanted how many are needed
   */
  Candidates find(
      IndexView view,
      SearchRequest request,
      EncodedQuery query,
      MatchJudge judge,
      int most,
      int wanted) {
    return query instanceof EncodedQuery.Mixed mix
        ? mixes.find(view, request, mix, most, wanted)
        : find(view, request, request.query(), query, judge, most, wanted);
  }

  /** Finds candidates for a query by itself, whatever the request's own is. */
  Candidates find(
      IndexView view,
      SearchRequest request,
      Query asked,
      EncodedQuery query,
      MatchJudge judge,
      int most,
      int wanted) {
    int fused = Math.max(most, Depth.USUAL);
    WordFindings words = words(view, request, asked, Math.max(wanted, fused));
    if (words.alone()) {
      return alone(view, query, words, wanted);
    }
    boolean none = words.recall().matches().isEmpty();
    FirstStage.Found nearest =
        FirstStage.find(
            view,
            request.target(),
            query,
            none ? wanted : Math.max(wanted, fused),
            request.selection().filter());
    int depth = judge.depth(request.depth(), nearest.candidates());
    if (none) {
      return new Candidates(
          PartCandidates.join(view, request, query, nearest, depth), depth, words, Map.of());
    }
    Fusion fusion = Fusion.of(view, query.vector(), nearest, words.recall().matches(), fused);
    int reached =
        request.depth() instanceof Depth.Auto ? fusion.depth(nearest.candidates(), depth) : depth;
    FirstStage.Found found = fusion.found(nearest, Math.max(wanted, reached));
    return new Candidates(
        PartCandidates.join(view, request, query, found, reached),
        reached,
        new WordFindings(words.recall(), fusion.by(), fusion.exact(), false, words.foreign()),
        Map.of());
  }

  private WordFindings words(IndexView view, SearchRequest request, Query asked, int k) {
    if (!(asked instanceof Query.Text text) || text.literal().isEmpty()) {
      return WordFindings.NONE;
    }
    Query.Literal literal = text.literal().get();
    WordRecall recall =
        view.recall(
            new WordRequest(
                request.target(),
                text.words(),
                literal.phrases(),
                literal.unwanted(),
                literal.typed(),
                k,
                request.selection().filter()));
    boolean foreign =
        encoder
            .filter(
                each ->
                    each.foreignShare(each.tokenize(text.words())) > MOSTLY
                        || (!recall.matches().isEmpty() && each.unread(text.words()).all()))
            .isPresent();
    boolean alone = foreign && recall.asked() && recall.complete();
    return new WordFindings(recall, Map.of(), Set.of(), alone, foreign);
  }

  /** The cosines mean nothing here, but belong to every candidate. */
  private static Candidates alone(
      IndexView view, EncodedQuery query, WordFindings words, int wanted) {
    List<WordRecall.Match> matches = words.recall().matches().stream().limit(wanted).toList();
    List<ItemId> ids = matches.stream().map(WordRecall.Match::id).toList();
    List<Candidate> candidates = PartCandidates.withCosines(view, ids, query.vector());
    Map<ItemId, FoundBy> by = new HashMap<>();
    ids.forEach(id -> by.put(id, FoundBy.WORDS));
    Set<ItemId> exact =
        matches.stream()
            .filter(WordRecall.Match::exact)
            .map(WordRecall.Match::id)
            .collect(Collectors.toUnmodifiableSet());
    return new Candidates(
        new FirstStage.Found(candidates, Map.of(), 0, true),
        0,
        new WordFindings(words.recall(), by, exact, true, true),
        Map.of());
  }

  /**
   * The candidates of a search.
   *
   * @param found best first
   * @param depth how many the second stage is to score
   * @param words what the words of items had to do with it
   * @param byWords of the parts of a mix that the model cannot read, the items that have their
   *     words
   */
  record Candidates(
      FirstStage.Found found,
      int depth,
      WordFindings words,
      Map<EncodedQuery.Part, Set<ItemId>> byWords) {}
}
