package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.searcher.Facets;
import dev.diptych.searcher.Listing;
import dev.diptych.searcher.PageCursor;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what there is beyond a page of results: counts, and how to go on. */
public final class ListingText {

  private static final int SHOWN = 8;

  private ListingText() {}

  /** Prints nothing where nothing was asked for. */
  public static void print(Console console, Listing listing) {
    listing.facets().ifPresent(facets -> print(console, facets));
    listing
        .next()
        .map(PageCursor::text)
        .ifPresent(next -> console.line("next page: --cursor " + next));
  }

  private static void print(Console console, Facets facets) {
    console.line("of %s relevant results:".formatted(facets.counted()));
    print(console, "folder", facets.folder());
    print(console, "tag", facets.tag());
    print(console, "camera", facets.camera());
    print(console, "year", facets.year());
    print(console, "month", facets.month());
    print(console, "format", facets.format());
    print(console, "place", facets.place());
  }

  private static void print(Console console, String name, List<Facets.Count> counts) {
    if (!counts.isEmpty()) {
      String shown =
          counts.stream()
              .limit(SHOWN)
              .map(count -> "%s (%s)".formatted(count.value(), count.count()))
              .collect(Collectors.joining(", "));
      console.line("  %s: %s%s".formatted(name, shown, counts.size() > SHOWN ? ", ..." : ""));
    }
  }
}
