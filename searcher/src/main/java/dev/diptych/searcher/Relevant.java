package dev.diptych.searcher;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.index.IndexView;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.searcher.MatchJudge.JudgedItem;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The results that are relevant, in the order asked for, and how they divide.
 *
 * @param items what is shown: in the order of relevance all results, in any other the relevant ones
 * @param count how many are relevant
 * @param facets where they were asked for
 */
record Relevant(List<JudgedItem> items, int count, Optional<Facets> facets) {

  /** Where no threshold is applied, what is no likelier than this is not relevant. */
  private static final double LIKELY = 0.5;

  /**
   * Which results count as relevant does not depend on the page. Where a threshold is applied, they
   * are the good matches. Else they are, of those within the depth, the ones that the second stage
   * holds for likely; where it scored nothing, all within the depth.
   *
   * @param judged good matches first
   * @param depth how many the second stage was to score
   * @param recallRanks the places that the first stage gave
   */
  static Relevant of(
      IndexView view,
      Selection selection,
      Judged judged,
      int depth,
      Map<ItemId, Integer> recallRanks) {
    List<JudgedItem> relevant = relevant(judged, depth);
    if (selection.order() == SortOrder.RECALL && !selection.facets()) {
      return new Relevant(byRecall(relevant, recallRanks), relevant.size(), Optional.empty());
    }
    FoundItems found =
        FoundItems.withoutWords(view, relevant.stream().flatMap(JudgedItem::ids).toList());
    Function<JudgedItem, List<Item>> items = each -> found.of(each.item().id());
    Function<JudgedItem, Item> shown = items.andThen(List::getFirst);
    return new Relevant(
        switch (selection.order()) {
          case RELEVANCE -> judged.items();
          case RECALL -> byRecall(relevant, recallRanks);
          case NEWEST -> byDate(relevant, shown, Comparator.reverseOrder());
          case OLDEST -> byDate(relevant, shown, Comparator.naturalOrder());
          case NAME -> byName(relevant, shown);
        },
        relevant.size(),
        selection.facets()
            ? Optional.of(Facets.of(relevant.stream().map(each -> all(each, found)).toList()))
            : Optional.empty());
  }

  /** {@return an item with its copies, and those of its look-alikes} */
  private static List<Item> all(JudgedItem result, FoundItems found) {
    return result.ids().flatMap(id -> found.of(id).stream()).toList();
  }

  /** {@return how many results may be relevant, given the depth of the second stage} */
  static int atMost(int depth) {
    return depth > 0 ? depth : Depth.USUAL;
  }

  private static List<JudgedItem> relevant(Judged judged, int depth) {
    List<JudgedItem> all = judged.items();
    if (judged.confidence().threshold().isPresent()) {
      return all.stream().limit(judged.confidence().good()).toList();
    }
    boolean scored = all.stream().anyMatch(each -> each.item().itm().isPresent());
    return all.stream().limit(atMost(depth)).filter(each -> !scored || isLikely(each)).toList();
  }

  private static boolean isLikely(JudgedItem item) {
    return item.exact()
        || (item.item().itm().isPresent()
            && item.probability().map(likely -> likely.value() > LIKELY).orElse(true));
  }

  private static List<JudgedItem> byRecall(
      List<JudgedItem> items, Map<ItemId, Integer> recallRanks) {
    return sorted(
        items,
        Comparator.comparingInt(
            each -> recallRanks.getOrDefault(each.item().id(), Integer.MAX_VALUE)));
  }

  private static List<JudgedItem> byDate(
      List<JudgedItem> items, Function<JudgedItem, Item> shown, Comparator<LocalDateTime> order) {
    return sorted(
        items,
        Comparator.comparing(
            (JudgedItem each) -> shown.apply(each).facts().takenAt(),
            (a, b) ->
                a.isPresent() && b.isPresent()
                    ? order.compare(a.get(), b.get())
                    : Boolean.compare(a.isEmpty(), b.isEmpty())));
  }

  private static List<JudgedItem> byName(List<JudgedItem> items, Function<JudgedItem, Item> shown) {
    return sorted(
        items,
        Comparator.comparing(
                (JudgedItem each) -> shown.apply(each).source().shownName(),
                String.CASE_INSENSITIVE_ORDER)
            .thenComparing(each -> shown.apply(each).source().uri()));
  }

  /** Equal ones stay as they are. */
  private static List<JudgedItem> sorted(List<JudgedItem> items, Comparator<JudgedItem> order) {
    List<JudgedItem> sorted = new ArrayList<>(items);
    sorted.sort(order);
    return sorted;
  }
}
