package dev.diptych.cli.internal.running;

import dev.diptych.cli.internal.invocation.EndRequest;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Progress;
import dev.diptych.encoders.InferencePriority;
import dev.diptych.index.UnfinishedRebuild;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingProgress.Stage;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.IndexingJob;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.UpdateListener;
import dev.diptych.library.UpdateRequest;
import org.jspecify.annotations.Nullable;

/** Runs an index run in sight of people: progress, and a clean end on Ctrl-C. */
public final class Indexing {

  /**
   * How a run ended.
   *
   * @param account of all sources seen
   * @param exitCode 0, or after Ctrl-C or SIGTERM 128 + the signal
   */
  public record Ended(IndexingReport account, int exitCode) {}

  private final Console console;

  public Indexing(Invocation invocation) {
    this.console = invocation.console();
  }

  /**
   * Runs to the end, or until Ctrl-C; either way what was done is committed.
   *
   * @return the account, and the exit code of its end
   */
  public Ended run(DiptychIndex index, UpdateRequest request) {
    InferencePriority.lower(); // as that of servers, which would else wait for this run
    StageProgress progress = new StageProgress(console, request.listener());
    IndexingJob job = index.jobs().start(request.withListener(progress));
    try (EndRequest end = EndRequest.listen(job::stop)) {
      IndexingReport report = job.await();
      progress.close();
      if (!report.finished() && report.published()) {
        console.note("Stopped; what was done is kept, and the next run goes on from there.");
      }
      return new Ended(report, report.finished() ? ExitStatus.OK : end.exitCode());
    } finally {
      progress.close();
    }
  }

  /** One progress line per stage; the rest is passed on. */
  private static final class StageProgress implements UpdateListener, AutoCloseable {

    private final Console console;
    private final UpdateListener next;
    private @Nullable Stage stage;
    private @Nullable Progress line;

    StageProgress(Console console, UpdateListener next) {
      this.console = console;
      this.next = next;
    }

    @Override
    public void opened(SpecChoice.Chosen chosen) {
      next.opened(chosen);
    }

    @Override
    public void resuming(UnfinishedRebuild rebuild) {
      next.resuming(rebuild);
    }

    @Override
    public void dropping(UnfinishedRebuild rebuild, String reason) {
      next.dropping(rebuild, reason);
    }

    @Override
    public void progressed(IndexingProgress progress) {
      Progress current = line;
      if (current == null || stage != progress.stage()) {
        close();
        stage = progress.stage();
        current = new Progress(console, name(progress.stage()), System::nanoTime);
        line = current;
      }
      current.update(progress.done(), progress.total(), "");
    }

    @Override
    public void close() {
      Progress current = line;
      if (current != null) {
        current.close();
      }
    }

    private static String name(Stage stage) {
      return switch (stage) {
        case CRAWL -> "looking for files:";
        case COMPARE -> "recognising moved files:";
        case IMAGES -> "encoding pictures:";
        case REMOTE -> "fetching pictures:";
        case TEXTS -> "encoding texts:";
        case REMOVE -> "removing what is gone:";
        case TEXT_IN_PICTURES -> "reading text in pictures:";
        case CAPTIONS -> "writing captions:";
      };
    }
  }
}
