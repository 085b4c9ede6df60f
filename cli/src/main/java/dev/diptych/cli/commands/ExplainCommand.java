package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.presentation.ExplainPresentation;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.encoders.HeatMapOverlay;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.ExplainAnswer;
import dev.diptych.library.ExplainOverlay;
import dev.diptych.library.OpenOptions;
import dev.diptych.searcher.ItemExplanation;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.Threshold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says where in a picture the words of a query are. */
@Command(
    name = "explain",
    header = "Show where in a picture the words of a query are.",
    description = {
      "",
      "Explains the best result of a search, or the one that is named: for each word whether it"
          + " was found and where, and one map of all that was found. Costs one pair of the second"
          + " stage.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych explain \"a red star left of a ring\"",
      "  diptych explain \"a red star\" --rank 2 --overlay star.png",
      "  diptych explain \"a red star\" --item 3f0c9a51b2d4e687 --json"
    })
final class ExplainCommand implements Action {

  private static final int MOST_RESULTS = 1000;

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Parameters(paramLabel = "WORDS", arity = "1..*", description = "What was looked for.")
  private List<String> words = List.of();

  @Option(
      names = "--item",
      paramLabel = "ID",
      description = "The picture to explain; the id is in the answer of search --json.")
  private @Nullable String item;

  @Option(
      names = "--rank",
      paramLabel = "N",
      description = "The result of the search to explain, 1 to 1000 (default: 1, the best).")
  private @Nullable Integer rank;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description = "Write the map of all that was found as a PNG to lay over the picture.")
  private @Nullable Path overlay;

  @Option(names = "--json", description = "Print everything as JSON, described in docs/api.md.")
  private boolean json;

  ExplainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    if (item != null && rank != null) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "name a picture by --item or by --rank, not by both");
    }
    SearchOptions once =
        new SearchOptions(0, 0, SearchOptions.defaults().rerankChunk(), Duration.ZERO);
    try (Diptych diptych = invocation.diptych()) {
      DiptychIndex open =
          diptych.index(index.folder(invocation), OpenOptions.DEFAULT.withSearching(once));
      ItemId picture = item == null ? found(open) : new ItemId(item);
      show(open.explain(picture, QueryParser.parse(text()).words()));
    }
    return ExitStatus.OK;
  }

  private String text() {
    return String.join(" ", words);
  }

  private ItemId found(DiptychIndex open) {
    int wanted = rank == null ? 1 : rank;
    if (wanted < 1 || wanted > MOST_RESULTS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--rank must be 1 to %s, but was %s".formatted(MOST_RESULTS, wanted));
    }
    List<SearchHit> hits =
        open.search(SearchRequest.typed(text()).with(Threshold.OFF).withPage(wanted - 1, 1)).hits();
    if (hits.isEmpty()) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "the search has no result %s to explain; see what it finds with: diptych search"
              .formatted(wanted));
    }
    return hits.getFirst().item().id();
  }

  private void show(ItemExplanation answer) {
    if (overlay != null) {
      write(answer, overlay);
    }
    if (json) {
      invocation.console().line(JsonText.of(ExplainAnswer.of(answer, ExplainAnswer.Overlays.NONE)));
    } else {
      new ExplainPresentation(invocation.console(), Path.of("")).show(answer);
    }
  }

  private static void write(ItemExplanation answer, Path file) {
    byte[] png =
        ExplainOverlay.png(answer, ExplainAnswer.Part.WHOLE, 0, HeatMapOverlay.LARGEST_SIDE);
    try {
      Files.write(file, png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
