package dev.diptych.searcher;

import dev.diptych.core.Filter;
import java.util.List;
import java.util.Optional;

/**
 * Which of the items near a query are wanted, and how they are shown.
 *
 * @param filter what they must meet; applied while they are looked for, so that the nearest of
 *     those that pass are found
 * @param order in which order they come
 * @param facets whether to count the relevant ones by folder, tag, camera, time and format
 * @param cursor where an earlier page ended, or {@link PageCursor#START} to be given the cursor of
 *     the next page; empty for pages by offset, which follow the index as it changes
 * @param hints what of the request was not understood, in sentences; the answer's warnings tell
 * @param lookalikes what becomes of results that look like a better one
 */
public record Selection(
    Filter filter,
    SortOrder order,
    boolean facets,
    Optional<PageCursor> cursor,
    List<String> hints,
    Lookalikes lookalikes) {

  /** All items, the best first, without counts. */
  public static final Selection ALL =
      new Selection(Filter.NONE, SortOrder.RELEVANCE, false, Optional.empty(), List.of());

  /** A selection that folds look-alikes. */
  public Selection(
      Filter filter,
      SortOrder order,
      boolean facets,
      Optional<PageCursor> cursor,
      List<String> hints) {
    this(filter, order, facets, cursor, hints, Lookalikes.FOLD);
  }

  public Selection {
    hints = List.copyOf(hints);
  }

  /** {@return this selection among the items that pass this filter, too} */
  public Selection where(Filter other) {
    return new Selection(filter.and(other), order, facets, cursor, hints, lookalikes);
  }

  /** {@return this selection in another order} */
  public Selection sortedBy(SortOrder other) {
    return new Selection(filter, other, facets, cursor, hints, lookalikes);
  }

  /** {@return this selection, with counts or without} */
  public Selection withFacets(boolean counted) {
    return new Selection(filter, order, counted, cursor, hints, lookalikes);
  }

  /** {@return this selection, from a cursor on} */
  public Selection from(PageCursor other) {
    return new Selection(filter, order, facets, Optional.of(other), hints, lookalikes);
  }

  /** {@return this selection, telling these hints} */
  public Selection hinting(List<String> others) {
    return new Selection(filter, order, facets, cursor, others, lookalikes);
  }

  /** {@return this selection, with look-alikes folded or shown} */
  public Selection with(Lookalikes other) {
    return new Selection(filter, order, facets, cursor, hints, other);
  }

  /** {@return whether it takes knowing which results are relevant} */
  boolean needsRelevant() {
    return facets || order != SortOrder.RELEVANCE;
  }
}
