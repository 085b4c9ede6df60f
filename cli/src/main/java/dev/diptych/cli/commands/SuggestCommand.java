package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.OpenOptions;
import dev.diptych.library.SuggestAnswer;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.Suggestion;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how a query that was begun may go on. */
@Command(
    name = "suggest",
    header = "Show how a query that was begun may go on.",
    description = {
      "",
      "Completes the last word by words of captions, titles and tags, by tags and names of folders,"
          + " all of it by captions, and the values of folder: and tag:. What most items have comes"
          + " first.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych suggest \"a red ci\"",
      "  diptych suggest \"sunset folder:hol\""
    })
final class SuggestCommand implements Action {

  private static final int USUAL = 8;

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Parameters(paramLabel = "TYPED", arity = "1..*", description = "What was typed so far.")
  private List<String> typed = List.of();

  @Option(names = "--limit", paramLabel = "N", description = "Suggestions, 1 to 50 (default: 8).")
  private int limit = USUAL;

  @Option(names = "--json", description = "Print everything as JSON, described in docs/api.md.")
  private boolean json;

  SuggestCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    SearchOptions once =
        new SearchOptions(0, 0, SearchOptions.defaults().rerankChunk(), Duration.ZERO);
    try (Diptych diptych = invocation.diptych()) {
      DiptychIndex open =
          diptych.index(index.folder(invocation), OpenOptions.DEFAULT.withSearching(once));
      show(open.suggest(String.join(" ", typed), limit));
    }
    return ExitStatus.OK;
  }

  private void show(List<Suggestion> suggestions) {
    Console console = invocation.console();
    if (json) {
      console.line(JsonText.of(SuggestAnswer.of(suggestions)));
      return;
    }
    suggestions.forEach(each -> console.line(DisplayText.oneLine(each.text())));
    if (suggestions.isEmpty()) {
      console.note("Nothing in the index begins like this.");
    }
  }
}
