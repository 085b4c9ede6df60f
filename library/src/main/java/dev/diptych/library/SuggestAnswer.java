package dev.diptych.library;

import dev.diptych.searcher.Suggestion;
import java.util.List;
import java.util.Locale;

/**
 * Suggestions as scripts read them: the REST API writes this record as JSON, fields in this order.
 * docs/api.md explains each.
 */
public record SuggestAnswer(List<Suggested> suggestions) {

  /** {@return suggestions in this form} */
  public static SuggestAnswer of(List<Suggestion> suggestions) {
    return new SuggestAnswer(suggestions.stream().map(Suggested::of).toList());
  }

  /** One of them: all that would stand in the box, where it comes from, how many items have it. */
  public record Suggested(String text, String kind, int items) {
    static Suggested of(Suggestion suggestion) {
      return new Suggested(
          suggestion.text(), suggestion.kind().name().toLowerCase(Locale.ROOT), suggestion.items());
    }
  }
}
