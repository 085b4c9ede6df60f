package dev.diptych.cli.internal.running;

import dev.diptych.cli.internal.invocation.EndRequest;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.invocation.ProcessEnd;
import dev.diptych.cli.internal.options.WatchInterval;
import dev.diptych.cli.internal.presentation.ModelText;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.InferencePriority;
import dev.diptych.index.IndexFolder;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.ModelsAnswer;
import dev.diptych.library.OpenOptions;
import dev.diptych.library.RootUpdates;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.UpdateRequest;
import dev.diptych.web.WebExtras;
import dev.diptych.web.WebOptions;
import dev.diptych.web.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves an index until the process is asked to end, and ends then within ten seconds: requests
 * under way have a few seconds, then they are cut off, and what still computes is given up.
 */
public final class Serving {

  /** How often the main thread looks whether serving ended by itself. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** How long what was served may take to close. */
  private static final Duration LONGEST_END = Duration.ofSeconds(7);

  private final Invocation invocation;
  private final List<Path> watched;
  private final List<Path> roots;
  private final SpecChoice choice;

  public Serving(Invocation invocation) {
    this(invocation, List.of(), List.of(), SpecChoice.DEFAULT);
  }

  /**
   * @param watched folders with whose changes the index is kept up to date meanwhile
   * @param roots folders that may be indexed by request
   * @param choice what the index is made for where there is none and watched folders or roots can
   *     fill one
   */
  public Serving(Invocation invocation, List<Path> watched, List<Path> roots, SpecChoice choice) {
    this.invocation = invocation;
    this.watched = List.copyOf(watched);
    this.roots = List.copyOf(roots);
    this.choice = choice;
  }

  /** Prints the address once the server listens, and returns after Ctrl-C or SIGTERM. */
  public int until(Path index, WebOptions options, OpenOptions opening) {
    try (EndRequest end = EndRequest.listen(() -> {})) {
      FutureTask<Integer> serving = new FutureTask<>(() -> serve(end, index, options, opening));
      Thread.ofPlatform().daemon().name("diptych-serve").start(serving);
      while (!serving.isDone() && !end.await(LOOK)) {
        // On a thread of its own: also what opens or warms up a model is no reason to go on.
      }
      return ended(serving);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.OK;
    }
  }

  private int serve(EndRequest end, Path folder, WebOptions options, OpenOptions opening) {
    Console console = invocation.console();
    InferencePriority.lower();
    try (Diptych diptych = invocation.diptych()) {
      DiptychIndex open = diptych.index(folder, opening);
      // First: a mistyped root makes no index.
      WebExtras extras = extras(diptych, open);
      requireIndex(open);
      WebServer server = WebServer.start(open.engine(), options, extras);
      try (server) {
        if (open.bundle().isEmbedded()) {
          console.note(ModelText.EMBEDDED_LIMITS);
        }
        console.line("Search page: %s  (Ctrl-C stops it)".formatted(server.address()));
        tellWhoElseSees(server, options);
        server.warmUp();
        open.engine().warmUp();
        watchUntil(end, open);
        console.note("Stopping ...");
      }
      console.note(
          switch (server.cutOff()) {
            case 0 -> "Stopped.";
            case 1 -> "Stopped. 1 request under way was cut off.";
            default -> "Stopped. %s requests under way were cut off.".formatted(server.cutOff());
          });
    }
    return ExitStatus.OK;
  }

  /** Where something can fill an index, there need not be one yet. */
  private void requireIndex(DiptychIndex open) {
    if (watched.isEmpty() && roots.isEmpty()) {
      requireOne(open.folder());
    } else if (open.makeIfMissing(choice)) {
      String filled =
          watched.isEmpty() ? "fill it from the page, under Index" : "the watched folders fill it";
      invocation
          .console()
          .note(
              "There was no index at %s, so an empty one for the model %s was made; %s."
                  .formatted(open.folder().folder(), open.bundle().name(), filled));
    }
  }

  private static void requireOne(IndexFolder folder) {
    try {
      folder.spec();
    } catch (DiptychException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "no index at %s; make one with `diptych index PATH... --index %s`, or from the page: `diptych serve --roots PATH... --index %s`"
              .formatted(folder.folder(), folder.shellName(), folder.shellName()),
          e);
    }
  }

  private WebExtras extras(Diptych diptych, DiptychIndex open) {
    return new WebExtras(
        () -> ModelsAnswer.of(diptych.models(), open.fingerprints()),
        roots.isEmpty() ? Optional.empty() : Optional.of(new RootUpdates(open, roots)));
  }

  private void watchUntil(EndRequest end, DiptychIndex open) {
    if (watched.isEmpty()) {
      end.await();
      return;
    }
    UpdateRequest update =
        UpdateRequest.of(IndexingRequest.of(watched).withExcluded(List.of(open.folder().folder())));
    try (Watching watching =
        new Watching(invocation.console(), open, update, WatchInterval.DEFAULT)) {
      Thread.ofPlatform().daemon().name("diptych-watch").start(watching::run);
      end.await();
    }
  }

  /** There is no password: whoever reaches an address sees everything. */
  private void tellWhoElseSees(WebServer server, WebOptions options) {
    Console console = invocation.console();
    options.proxy().publicUrl().ifPresent(url -> console.line("Through the reverse proxy: " + url));
    List<URI> others = server.addressesForOthers();
    if (!others.isEmpty()) {
      others.forEach(address -> console.line("From other machines: " + address));
      console.note(
          "Everyone who reaches these addresses can search this index and see all of its pictures"
              + " and texts; there is no password. With --host 127.0.0.1 only this machine can.");
    }
  }

  /** What does not come to an end by itself is left to the end of the process. */
  private int ended(FutureTask<Integer> serving) throws InterruptedException {
    try {
      return serving.get(LONGEST_END.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      invocation.console().note("What was still being computed has been given up.");
      ProcessEnd.endWithoutCleaningUp();
      return ExitStatus.OK;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException known -> throw known;
        case Error defect -> throw defect;
        case null, default -> throw new IllegalStateException("serving failed", e);
      }
    }
  }
}
