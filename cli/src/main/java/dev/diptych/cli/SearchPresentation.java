package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Shows results to people: a table as wide as the terminal, and around it what they should know.
 */
final class SearchPresentation {

  private final Console console;
  private final Path workingFolder;

  SearchPresentation(Console console, Path workingFolder) {
    this.console = console;
    this.workingFolder = workingFolder.toAbsolutePath();
  }

  /** Prints one row per result; warnings and the account of both stages go beside. */
  void showTable(SearchRequest request, SearchResponse response, EngineStatus status) {
    if (response.hits().isEmpty()) {
      console.note(nothingFound(request.target(), status));
    } else {
      table(request.target(), response).lines(console.width()).forEach(console::line);
    }
    tellWarnings(response);
    if (!response.hits().isEmpty()) {
      console.note(account(request, response));
    }
  }

  /**
   * Prints the files of the results and nothing else: exactly, or on a terminal without what could
   * steer it.
   *
   * @param separator what ends a path
   */
  void showPaths(SearchResponse response, String separator) {
    for (SearchHit hit : response.hits()) {
      console.name(SourcePath.bytes(hit.item().source()), separator);
    }
    tellWarnings(response);
  }

  private void tellWarnings(SearchResponse response) {
    response
        .warnings()
        .forEach(warning -> console.note(DisplayText.oneLine("warning: " + warning)));
    response.degraded().ifPresent(reason -> console.note("warning: first stage only: " + reason));
  }

  private Table table(Modality target, SearchResponse response) {
    Column found = target == Modality.IMAGE ? Column.PATH : Column.WORDS;
    boolean scored = response.hits().stream().anyMatch(hit -> hit.itm().isPresent());
    Table table =
        scored
            ? new Table(
                List.of("#", "match*", "ITC", "found"),
                List.of(Column.NUMBER, Column.NUMBER, Column.NUMBER, found))
            : new Table(List.of("#", "ITC", "found"), List.of(Column.NUMBER, Column.NUMBER, found));
    for (SearchHit hit : response.hits()) {
      String rank = Integer.toString(hit.rank());
      String itc = String.format(Locale.ROOT, "%.3f", hit.itc().value());
      table.row(
          scored
              ? List.of(rank, percent(hit), itc, name(hit.item()))
              : List.of(rank, itc, name(hit.item())));
    }
    return table;
  }

  private String name(Item item) {
    String text = item.text();
    return text != null ? text : SourcePath.shortest(item.source(), workingFolder);
  }

  private static String percent(SearchHit hit) {
    return hit.probability()
        .map(p -> String.format(Locale.ROOT, "%.1f%%", 100 * p.value()))
        .orElse("-");
  }

  private static String nothingFound(Modality target, EngineStatus status) {
    boolean images = target == Modality.IMAGE;
    if (status.index().images() + status.index().texts() == 0) {
      return "Nothing found: the index in %s is empty. Fill it with: diptych index FOLDER"
          .formatted(status.index().folder());
    }
    if ((images ? status.index().images() : status.index().texts()) == 0) {
      return "Nothing found: the index in %s holds %s only. Search them with --target %s"
          .formatted(
              status.index().folder(), images ? "texts" : "pictures", images ? "text" : "image");
    }
    return "Nothing found.";
  }

  private static String account(SearchRequest request, SearchResponse response) {
    StringBuilder text = new StringBuilder();
    if (response.depthReached() > 0) {
      text.append("* match: uncalibrated probability from the second stage, which scored ")
          .append(response.depthReached())
          .append(" of ")
          .append(response.candidates())
          .append(" candidates");
      if (response.outOfTime()) {
        text.append(" until the budget of ")
            .append(request.budget().map(Durations::text).orElse("nothing"))
            .append(" was used up");
      }
      text.append(". ");
    } else {
      text.append("First stage only. ");
    }
    return text.append("Took ").append(Durations.text(response.timings().total())).toString();
  }
}
