package dev.diptych.searcher;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import java.time.Duration;
import java.util.Optional;

/**
 * One search.
 *
 * @param query what is looked for
 * @param target which items may be found
 * @param limit results per page, 1 to 1000
 * @param offset results to leave out before the page, 0 to 10000; pages are stable: the first 5 of
 *     15 are the 5 of 5
 * @param depth candidates for the second stage
 * @param budget most time for the second stage; empty for no limit
 * @param threshold from which match probability on a result counts as a good match
 * @param selection which of the items near the query are wanted, and how they are shown
 */
public record SearchRequest(
    Query query,
    Modality target,
    int limit,
    int offset,
    Depth depth,
    Optional<Duration> budget,
    Threshold threshold,
    Selection selection) {

  /** Results per page unless said otherwise. */
  public static final int DEFAULT_LIMIT = 12;

  /** Candidates for the second stage unless said otherwise. */
  public static final Depth DEFAULT_DEPTH = Depth.of(Depth.USUAL);

  /** Results that may be left out before a page at most. */
  static final int MOST_OFFSET = 10_000;

  public SearchRequest {
    requireBetween("limit", limit, 1, 1000);
    requireBetween("offset", offset, 0, MOST_OFFSET);
    if (budget.isPresent() && !budget.get().isPositive()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the time budget must be positive, but was %s; leave it out for no limit"
              .formatted(budget.get()));
    }
  }

  /** A search with a fixed depth and the model's own threshold, among all items. */
  public SearchRequest(
      Query query,
      Modality target,
      int limit,
      int offset,
      int rerankDepth,
      Optional<Duration> budget) {
    this(query, target, limit, offset, Depth.of(rerankDepth), budget, Threshold.CALIBRATED);
  }

  /** A search among all items, the best first. */
  public SearchRequest(
      Query query,
      Modality target,
      int limit,
      int offset,
      Depth depth,
      Optional<Duration> budget,
      Threshold threshold) {
    this(query, target, limit, offset, depth, budget, threshold, Selection.ALL);
  }

  /** A search with the default page and depth, and the model's own threshold. */
  public static SearchRequest of(Query query, Modality target) {
    return new SearchRequest(
        query, target, DEFAULT_LIMIT, 0, DEFAULT_DEPTH, Optional.empty(), Threshold.CALIBRATED);
  }

  /** {@return a search for pictures that fit these words, with the default page and depth} */
  public static SearchRequest words(String words) {
    return of(new Query.Text(words), Modality.IMAGE);
  }

  /**
   * {@return a search for pictures that fit what was typed: words and conditions, as {@link
   * QueryParser} reads them}
   */
  public static SearchRequest typed(String text) {
    return typed(text, new MixParts());
  }

  /**
   * {@return a search for pictures by what somebody typed into a box, beside other things to look
   * for}
   *
   * @param others what was gathered before the words, which are added to it
   */
  public static SearchRequest typed(String text, MixParts others) {
    ParsedQuery parsed = QueryParser.parse(text);
    return of(others.typed(parsed, Modality.IMAGE, true, 1).query(), Modality.IMAGE)
        .with(Selection.ALL.where(parsed.filter()).hinting(parsed.hints()));
  }

  /** {@return a search for texts that fit this picture file, with the default page and depth} */
  public static SearchRequest picture(byte[] file) {
    return of(Query.Image.of(file), Modality.TEXT);
  }

  /** {@return this search, finding items of this kind} */
  public SearchRequest withTarget(Modality other) {
    return new SearchRequest(query, other, limit, offset, depth, budget, threshold, selection);
  }

  /** {@return this search with another page} */
  public SearchRequest withPage(int newOffset, int newLimit) {
    return new SearchRequest(
        query, target, newLimit, newOffset, depth, budget, threshold, selection);
  }

  /** {@return this search with so many candidates for the second stage} */
  public SearchRequest withRerankDepth(int candidates) {
    return with(Depth.of(candidates));
  }

  /** {@return this search with another depth of the second stage} */
  public SearchRequest with(Depth other) {
    return new SearchRequest(query, target, limit, offset, other, budget, threshold, selection);
  }

  /** {@return this search with another threshold} */
  public SearchRequest with(Threshold other) {
    return new SearchRequest(query, target, limit, offset, depth, budget, other, selection);
  }

  /** {@return this search with a time budget of at most so much} */
  public SearchRequest within(Duration most) {
    Duration least = budget.filter(asked -> asked.compareTo(most) < 0).orElse(most);
    return new SearchRequest(
        query, target, limit, offset, depth, Optional.of(least), threshold, selection);
  }

  /** {@return this search with another selection} */
  public SearchRequest with(Selection other) {
    return new SearchRequest(query, target, limit, offset, depth, budget, threshold, other);
  }

  /** {@return this search among the items that meet these conditions, too} */
  public SearchRequest where(Condition... conditions) {
    return with(selection.where(Filter.of(conditions)));
  }

  /** {@return this search, sorting the relevant results} */
  public SearchRequest sortedBy(SortOrder order) {
    return with(selection.sortedBy(order));
  }

  private static void requireBetween(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %s to %s, but was %s".formatted(name, least, most, value));
    }
  }
}
