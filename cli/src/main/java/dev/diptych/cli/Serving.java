package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.WeightUse;
import dev.diptych.index.IndexFolder;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.web.WebOptions;
import dev.diptych.web.WebServer;

/** Serves an index until the process is asked to end. */
final class Serving {

  private final Invocation invocation;

  Serving(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Prints the address once the server listens, and returns after Ctrl-C or SIGTERM. */
  int until(IndexFolder index, WebOptions options, SearchOptions searching, WeightUse weights) {
    Console console = invocation.console();
    try (EndRequest end = EndRequest.listen(() -> {})) {
      try (OpenSearch open = OpenSearch.open(index, new Models(invocation), searching, weights);
          WebServer server = WebServer.start(open.engine(), options)) {
        if (open.bundle().isEmbedded()) {
          console.note(ModelText.EMBEDDED_LIMITS);
        }
        console.line("Search page: %s  (Ctrl-C stops it)".formatted(server.address()));
        open.engine().warmUp();
        end.await();
        console.note("Stopping ...");
      }
      console.note("Stopped.");
    }
    return ExitStatus.OK;
  }
}
