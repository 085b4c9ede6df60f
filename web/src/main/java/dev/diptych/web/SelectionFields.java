package dev.diptych.web;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.searcher.ConditionNotation;
import dev.diptych.searcher.Lookalikes;
import dev.diptych.searcher.PageCursor;
import dev.diptych.searcher.ParsedQuery;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.Selection;
import dev.diptych.searcher.SortOrder;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields that say which of the items near a query are wanted, and how they are shown. */
final class SelectionFields {

  static final String FILTER = "filter";
  static final String SORT = "sort";
  static final String FACETS = "facets";
  static final String CURSOR = "cursor";
  static final String LOOKALIKES = "lookalikes";

  /** Each a key of {@link ConditionNotation} with its value. */
  private static final List<String> CONDITIONS =
      List.of(
          "folder",
          "source",
          "tag",
          "camera",
          "taken",
          "near",
          "place",
          "width",
          "height",
          "orientation",
          "format",
          "has");

  static final Set<String> NAMES =
      Stream.concat(CONDITIONS.stream(), Stream.of(FILTER, SORT, FACETS, CURSOR, LOOKALIKES))
          .collect(Collectors.toUnmodifiableSet());

  private SelectionFields() {}

  /**
   * Reads a selection.
   *
   * @param fields what came
   * @param typed what was typed into the box, if anything was
   */
  static Selection read(RequestFields fields, Optional<ParsedQuery> typed) {
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    List<Condition> conditions = new ArrayList<>();
    for (String key : CONDITIONS) {
      fields
          .words(key)
          .map(value -> ConditionNotation.parse(key + ":" + value, today))
          .ifPresent(conditions::add);
    }
    Filter filter =
        typed
            .map(ParsedQuery::filter)
            .orElse(Filter.NONE)
            .and(new Filter(conditions))
            .and(fields.words(FILTER).map(SelectionFields::filter).orElse(Filter.NONE));
    return new Selection(
        filter,
        fields.words(SORT).map(SelectionFields::order).orElse(SortOrder.RELEVANCE),
        fields.words(FACETS).map(SelectionFields::yes).orElse(false),
        fields.words(CURSOR).map(PageCursor::parse),
        typed.map(ParsedQuery::hints).orElse(List.of()),
        fields.words(LOOKALIKES).map(SelectionFields::lookalikes).orElse(Lookalikes.FOLD));
  }

  /** Conditions as they are typed, blanks between them; here nothing else may stand among them. */
  private static Filter filter(String text) {
    ParsedQuery parsed = QueryParser.parse(text);
    if (!parsed.text().isEmpty()) {
      throw invalid(
          "filter takes conditions alone, such as tag:beach -camera:canon, but held \"%s\"; %s"
              .formatted(
                  Shown.briefly(parsed.text()),
                  parsed.hints().isEmpty()
                      ? "there are " + ConditionNotation.keys()
                      : parsed.hints().getFirst()));
    }
    return parsed.filter();
  }

  private static SortOrder order(String label) {
    return SortOrder.named(label)
        .orElseThrow(
            () ->
                invalid(
                    "sort must be one of %s, but was \"%s\""
                        .formatted(SortOrder.labels(), Shown.briefly(label))));
  }

  private static Lookalikes lookalikes(String label) {
    return Lookalikes.named(label)
        .orElseThrow(
            () ->
                invalid(
                    "lookalikes must be one of %s, but was \"%s\""
                        .formatted(Lookalikes.labels(), Shown.briefly(label))));
  }

  private static boolean yes(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw invalid(
              "facets must be true or false, but was \"%s\"".formatted(Shown.briefly(text)));
    };
  }

  private static DiptychException invalid(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }
}
