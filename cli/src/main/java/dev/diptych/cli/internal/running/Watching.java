package dev.diptych.cli.internal.running;

import dev.diptych.cli.internal.presentation.Durations;
import dev.diptych.cli.internal.presentation.IndexingAccount;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.indexer.FolderWatch;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.IndexingJob;
import dev.diptych.library.UpdateRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings an index up to date whenever its folders change: a run for each batch of changes, and one
 * line for each run that changed something. A run that fails is told and tried again.
 */
public final class Watching implements AutoCloseable {

  /** How long nothing must have changed before a run begins. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final Console console;
  private final DiptychIndex index;
  private final UpdateRequest request;
  private final Duration every;
  private final Duration quiet;
  private final FolderWatch folders;

  private volatile boolean ended;
  private volatile @Nullable IndexingJob job;
  private String lastSaid = "";

  /**
   * @param every how long to wait for a change before a run looks all the same
   */
  public Watching(Console console, DiptychIndex index, UpdateRequest request, Duration every) {
    this(console, index, request, every, QUIET);
  }

  Watching(
      Console console, DiptychIndex index, UpdateRequest request, Duration every, Duration quiet) {
    this.console = console;
    this.index = index;
    this.request = request;
    this.every = every;
    this.quiet = quiet;
    try {
      this.folders = FolderWatch.of(request.sources().paths(), request.sources().excluded());
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "this system cannot watch folders: %s; raise fs.inotify.max_user_instances, or run diptych index from time to time"
              .formatted(IoReason.of(e)),
          e);
    }
  }

  /** Watches until {@link #close}, beginning with a run. */
  public void run() {
    try {
      while (!ended) {
        folders.refresh();
        folders
            .blindness()
            .ifPresent(
                reason ->
                    sayOnce(
                        "not every folder can be watched (%s), so changes are found every %s only; raise fs.inotify.max_user_watches"
                            .formatted(reason, Durations.text(every))));
        update();
        if (!ended) {
          folders.await(quiet, every);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void update() {
    try {
      IndexingJob started = index.jobs().start(request);
      job = started;
      if (ended) {
        started.stop();
      }
      switch (started.end()) {
        case IndexingJob.End.Reported(IndexingReport report) -> tell(report);
        case IndexingJob.End.Failed(String reason) -> failed(reason);
      }
    } catch (DiptychException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void failed(String reason) {
    if (!ended) {
      sayOnce("this run failed, the next one tries again: " + reason);
    }
  }

  private void tell(IndexingReport report) {
    if (!report.questions().isEmpty()) {
      sayOnce(IndexingAccount.text(report.questions()));
    }
    if (!report.generated().failure().isEmpty()) {
      sayOnce(IndexingAccount.captionerFailure(report.generated()));
    }
    long changed = report.total().indexed() + report.total().removed() + report.generated().kept();
    if (changed > 0) {
      lastSaid = "";
      console.line(
          "%s indexed %s, removed %s of %s in %s%s"
              .formatted(
                  LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
                  report.total().indexed(),
                  report.total().removed(),
                  report.total().seen(),
                  Durations.text(report.took()),
                  report.listedSkips() == 0
                      ? ""
                      : "; skipped %s, see diptych index --report"
                          .formatted(report.listedSkips())));
    }
  }

  /** What is the same run after run is told once. */
  private void sayOnce(String words) {
    if (!words.equals(lastSaid)) {
      lastSaid = words;
      console.note(DisplayText.oneLine(words));
    }
  }

  /** Stops the run under way and the watching; returns at once. */
  @Override
  public void close() {
    ended = true;
    IndexingJob running = job;
    if (running != null) {
      running.stop();
    }
    try {
      folders.close();
    } catch (IOException e) {
      console.note("watching ended with " + IoReason.of(e));
    }
  }
}
