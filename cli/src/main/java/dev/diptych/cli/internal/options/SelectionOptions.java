package dev.diptych.cli.internal.options;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.searcher.ConditionNotation;
import dev.diptych.searcher.Lookalikes;
import dev.diptych.searcher.PageCursor;
import dev.diptych.searcher.ParsedQuery;
import dev.diptych.searcher.Selection;
import dev.diptych.searcher.SortOrder;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which of the items near a query are wanted, and in which order. */
public final class SelectionOptions {

  @Option(
      names = "--filter",
      paramLabel = "KEY:VALUE",
      description =
          "Find only what meets this, for example tag:beach, taken:2024-06 or 'not camera:canon';"
              + " may be repeated. Also among the words.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      description =
          "Order of the relevant results: relevance, newest, oldest, name or recall"
              + " (default: relevance).")
  private String sort = SortOrder.RELEVANCE.label();

  @Option(names = "--facets", description = "Count the relevant results by folder, tag, and so on.")
  private boolean facets;

  @Option(
      names = "--cursor",
      paramLabel = "start|CURSOR",
      description = "Page by cursor; --json tells the next one.")
  private @Nullable String cursor;

  @Option(
      names = "--lookalikes",
      paramLabel = "fold|show",
      description =
          "Whether pictures that look like a better result stand behind it, counted, or each for"
              + " itself (default: fold).")
  private Lookalikes lookalikes = Lookalikes.FOLD;

  /**
   * {@return the selection}
   *
   * @param typed what stood among the words
   */
  public Selection of(Optional<ParsedQuery> typed) {
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    List<Condition> conditions =
        filters.stream().map(filter -> ConditionNotation.parse(filter, today)).toList();
    return new Selection(
        typed.map(ParsedQuery::filter).orElse(Filter.NONE).and(new Filter(conditions)),
        SortOrder.named(sort)
            .orElseThrow(
                () ->
                    new DiptychException(
                        ErrorCode.INVALID_REQUEST,
                        "--sort must be one of %s, but was \"%s\""
                            .formatted(SortOrder.labels(), sort))),
        facets,
        Optional.ofNullable(cursor).map(PageCursor::parse),
        typed.map(ParsedQuery::hints).orElse(List.of()),
        lookalikes);
  }
}
