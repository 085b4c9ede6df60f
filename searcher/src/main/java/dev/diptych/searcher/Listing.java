package dev.diptych.searcher;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an answer says of the results beyond its page.
 *
 * @param relevant how many are relevant; empty where nobody asked for an order or counts, which
 *     need to know
 * @param facets counts of the relevant ones, where they were asked for
 * @param next where the next page begins; only for a search by cursor, and only where there is one
 */
public record Listing(OptionalInt relevant, Optional<Facets> facets, Optional<PageCursor> next) {

  /** Nothing is said. */
  public static final Listing NONE =
      new Listing(OptionalInt.empty(), Optional.empty(), Optional.empty());
}
