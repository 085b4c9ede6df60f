package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.ShortMemory;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRun;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One update of an index, on a thread of its own. Thread-safe. */
public final class IndexingJob {

  /** How a job ended. */
  public sealed interface End {

    /** It came to its end, or was stopped, and accounts for every source. */
    record Reported(IndexingReport report) implements End {}

    /** Something ended it early: the reason in words, with what to do where that is known. */
    record Failed(String reason) implements End {}
  }

  /** What a job does, given itself. */
  @FunctionalInterface
  interface Work {
    IndexingReport perform(IndexingJob job);
  }

  private final IndexingRun run;
  private final FutureTask<IndexingReport> work;
  private volatile Optional<IndexingProgress> progress = Optional.empty();

  private IndexingJob(IndexingRun run, Work work) {
    this.run = run;
    this.work = new FutureTask<>(() -> work.perform(this));
  }

  static IndexingJob start(IndexingRun run, Work work) {
    IndexingJob job = new IndexingJob(run, work);
    Thread.ofPlatform().daemon().name("diptych-update").start(job.work);
    return job;
  }

  IndexingRun run() {
    return run;
  }

  void progressed(IndexingProgress now) {
    progress = Optional.of(now);
  }

  /** {@return how far it is; empty before the run has begun} */
  public Optional<IndexingProgress> progress() {
    return progress;
  }

  /** {@return whether it has ended, in whatever way} */
  public boolean isDone() {
    return work.isDone();
  }

  /**
   * Ends the job soon: what is done is committed, the rest is left for the next one. Returns at
   * once; a job that has ended stays as it is.
   */
  public void stop() {
    run.stop();
  }

  /**
   * Waits for the end as {@link #await} does, for callers that go on whatever ended the job: a
   * server, or what runs again after a while.
   */
  public End end() {
    try {
      return new End.Reported(await());
    } catch (DiptychException e) {
      return new End.Failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return new End.Failed(
          ShortMemory.isBehind(e)
              ? "the Java heap of %s MiB is too small for this update; give the program more, for example with DIPTYCH_JAVA_OPTS=-Xmx4g"
                  .formatted(Runtime.getRuntime().maxMemory() >> 20)
              : "the update met a defect of Diptych: " + IoReason.of(e));
    }
  }

  /**
   * Waits for the end. An interrupt stops the job; its end is waited for all the same, and the
   * thread stays interrupted.
   *
   * @return the account of all sources
   * @throws DiptychException what ended the job early
   */
  public IndexingReport await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.get();
        } catch (InterruptedException e) {
          interrupted = true;
          stop();
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default ->
            throw new DiptychException(
                ErrorCode.INTERNAL, "the update failed: " + IoReason.of(e), e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
