package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.ServerBudget;
import dev.diptych.cli.internal.presentation.IndexingAccount;
import dev.diptych.cli.internal.running.Indexing;
import dev.diptych.cli.internal.running.Serving;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.Bundle;
import dev.diptych.library.Diptych;
import dev.diptych.library.OpenOptions;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.UpdateRequest;
import dev.diptych.scenes.DemoCorpus;
import dev.diptych.web.WebOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A search page with pictures of its own. */
@Command(
    name = "demo",
    header = "Try it: a search page with pictures of its own.",
    description = {
      "",
      "Draws 600 small scenes of coloured shapes, indexes them and their captions, prints the"
          + " address of a search page and runs until Ctrl-C. A second start uses what is there.",
      ""
    },
    footer = {"", "Example:", "  diptych demo --port 8080"})
final class DemoCommand implements Action {

  private final Invocation invocation;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where pictures and index go (default: ./demo-data).")
  private Path folder = Path.of("demo-data");

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description = "Folder of the demo's index (default: index below --dir).")
  private @Nullable Path index;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on; 0 takes any free one (default: 7878).")
  private int port = WebOptions.DEFAULT_PORT;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    WebOptions options =
        WebOptions.DEFAULT.withPort(port).withLongestBudget(Optional.of(ServerBudget.DEFAULT));
    Path corpus = folder.resolve("corpus");
    boolean first = Files.notExists(corpus);
    console.note(
        (first ? "Drawing the demo pictures in %s ..." : "Using the demo pictures in %s")
            .formatted(corpus));
    DemoCorpus.write(corpus, DemoCorpus.DEFAULT_SEED);
    Path target = invocation.indexFolder(index == null ? folder.resolve("index") : index);
    int ended = bringUpToDate(corpus, target);
    if (ended != ExitStatus.OK) {
      return ended;
    }
    console.note("Try: %s".formatted(DemoCorpus.QUERY));
    return new Serving(invocation).until(target, options, OpenOptions.DEFAULT);
  }

  /**
   * Indexes what is new; next to nothing at a second start. {@return 0, or another exit code after
   * Ctrl-C}
   */
  private int bringUpToDate(Path corpus, Path target) {
    UpdateRequest update =
        UpdateRequest.of(List.of(DemoCorpus.itemsFolder(corpus)))
            .withChoice(SpecChoice.DEFAULT.withModel(Bundle.EMBEDDED));
    try (Diptych diptych = invocation.diptych()) {
      Indexing.Ended ended = new Indexing(invocation).run(diptych.index(target), update);
      if (ended.account().total().indexed() > 0) {
        IndexingAccount.show(ended.account(), null, invocation.console());
      }
      return ended.exitCode();
    }
  }
}
