package dev.diptych.searcher;

import dev.diptych.core.ContentHash;
import java.util.stream.Collectors;

/** What tells queries apart, in characters. */
final class QueryDigest {

  private QueryDigest() {}

  /** {@return the same for queries that are equal, and for no others} */
  static String of(Query query) {
    return switch (query) {
      case Query.Text text -> text.toString();
      case Query.Image image -> "image " + ContentHash.of(image.toArray());
      case Query.IndexedItem item -> "item " + item.id();
      case Mix mix ->
          mix.parts().stream()
              .map(part -> part.weight() + " of " + of(part.query()))
              .collect(Collectors.joining("\n", "mix\n", ""));
    };
  }
}
