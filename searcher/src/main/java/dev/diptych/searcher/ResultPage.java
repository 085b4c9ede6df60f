package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.index.IndexView;
import dev.diptych.reranker.RankedItem;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.searcher.MatchJudge.JudgedItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Step 5 of a search: one page of the results, in the order asked for, and what there is beyond.
 *
 * @param hits the page
 * @param listing what is said of the other results
 */
record ResultPage(List<SearchHit> hits, Listing listing) {

  /**
   * Cuts a page.
   *
   * @param candidates what the first stage found, best first
   * @param judged the same in the order of the second stage, good matches first
   * @param mixture what is known of the parts of a mix
   */
  static ResultPage of(
      IndexView view,
      SearchRequest request,
      CandidateStage.Candidates candidates,
      Judged judged,
      Optional<Mixture> mixture) {
    Map<ItemId, Integer> recallRanks = new HashMap<>();
    candidates
        .found()
        .candidates()
        .forEach(candidate -> recallRanks.put(candidate.id(), recallRanks.size() + 1));
    Selection selection = request.selection();
    Optional<Relevant> relevant =
        selection.needsRelevant()
            ? Optional.of(Relevant.of(view, selection, judged, candidates.depth(), recallRanks))
            : Optional.empty();
    List<JudgedItem> results = relevant.map(Relevant::items).orElse(judged.items());
    List<JudgedItem> page = results.stream().skip(request.offset()).limit(request.limit()).toList();
    return new ResultPage(
        hits(view, request.offset(), page, recallRanks, candidates.words(), mixture),
        new Listing(
            relevant.map(Relevant::count).map(OptionalInt::of).orElse(OptionalInt.empty()),
            relevant.flatMap(Relevant::facets),
            next(view, request, results.size())));
  }

  /**
   * {@return how many candidates a request takes to be answered, whatever they are}
   *
   * @param most the greatest depth of its second stage
   */
  static int candidates(SearchRequest request, int most) {
    return Math.max(results(request, most), most);
  }

  /** {@return how many results a request takes to be answered, given the greatest depth} */
  static int results(SearchRequest request, int most) {
    Selection selection = request.selection();
    int page = request.offset() + request.limit() + (selection.cursor().isPresent() ? 1 : 0);
    return Math.max(page, selection.needsRelevant() ? Relevant.atMost(most) : 0);
  }

  private static List<SearchHit> hits(
      IndexView view,
      int offset,
      List<JudgedItem> page,
      Map<ItemId, Integer> recallRanks,
      WordFindings words,
      Optional<Mixture> mixture) {
    List<ItemId> ids = page.stream().map(each -> each.item().id()).toList();
    FoundItems items = FoundItems.of(view, ids);
    Map<ItemId, Embedding> vectors = mixture.isPresent() ? view.vectors(ids) : Map.of();
    Map<ItemId, Item> lookalikes = new HashMap<>();
    view.items(page.stream().flatMap(each -> each.lookalikes().stream()).toList())
        .forEach(item -> lookalikes.put(item.id(), item));
    List<SearchHit> hits = new ArrayList<>();
    for (JudgedItem each : page) {
      RankedItem next = each.item();
      List<Item> sameContent = items.of(next.id());
      hits.add(
          new SearchHit(
              sameContent.getFirst(),
              sameContent.subList(1, sameContent.size()),
              offset + hits.size() + 1,
              Objects.requireNonNull(recallRanks.get(next.id())),
              next.itc(),
              next.itm(),
              each.probability(),
              items.wordsOf(next.id()),
              each.parts(),
              items.generatedOf(next.id()),
              words.foundBy(next.id()),
              each.exact(),
              each.lookalikes().stream()
                  .flatMap(id -> Optional.ofNullable(lookalikes.get(id)).stream())
                  .toList(),
              mixture
                  .flatMap(
                      parts ->
                          Optional.ofNullable(vectors.get(next.id()))
                              .map(vector -> parts.grades(next.id(), vector)))
                  .orElse(List.of())));
    }
    return hits;
  }

  private static Optional<PageCursor> next(IndexView view, SearchRequest request, int results) {
    int end = request.offset() + request.limit();
    return request.selection().cursor().isPresent()
            && end < results
            && end <= SearchRequest.MOST_OFFSET
        ? Optional.of(new PageCursor(view.commit(), PageCursor.digest(request), end))
        : Optional.empty();
  }
}
