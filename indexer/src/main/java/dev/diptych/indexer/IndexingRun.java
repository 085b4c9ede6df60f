package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingProgress.Stage;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.Crawler;
import dev.diptych.indexer.internal.crawl.FolderLister;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.encode.StoppableStep;
import dev.diptych.indexer.internal.remote.PictureFetcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings an index in step with folders and files: pictures by their content, texts from sidecar,
 * CSV and JSONL files. A run can be stopped or killed at any moment; what was committed stays, and
 * the next run goes on from there. One run per object; {@link #stop} alone may be called from other
 * threads.
 */
public final class IndexingRun {

  private final IndexingRequest request;
  private final FolderLister lister;
  private final PictureFetcher.Settings fetching;
  private volatile boolean stopped;

  private IndexingRun(
      IndexingRequest request, FolderLister lister, PictureFetcher.Settings fetching) {
    this.request = request;
    this.lister = lister;
    this.fetching = fetching;
  }

  /** {@return a run that will do what the request says} */
  public static IndexingRun of(IndexingRequest request) {
    return of(request, FolderLister.SORTED);
  }

  static IndexingRun of(IndexingRequest request, FolderLister lister) {
    return new IndexingRun(request, lister, PictureFetcher.Settings.USUAL);
  }

  /** For tests, whose servers have no public address. */
  static IndexingRun of(IndexingRequest request, PictureFetcher.Settings fetching) {
    return new IndexingRun(request, FolderLister.SORTED, fetching);
  }

  /**
   * Ends the run soon: what is being encoded is finished, written and committed, what waits is left
   * for the next run. What hangs in the file system is left behind after some seconds, on a daemon
   * thread. Returns at once. Interrupting the running thread does the same.
   */
  public void stop() {
    stopped = true;
  }

  /**
   * Runs to the end. Takes memory of about 1 KB per file and item in scope, besides some dozen
   * decoded pictures. Commits, but does not close, the writer. A rebuild holds in the end what this
   * run's paths hold, and nothing else; it is published when the run was not stopped and there is
   * something in it.
   *
   * @param model encodes; must have ITC, and be the model that the index was made for
   * @param writer the index; used by one thread at a time until this method returns
   * @param listener hears how it goes, on the run's own thread
   * @return the account of all sources
   * @throws DiptychException INVALID_REQUEST when the model lacks ITC; INCOMPATIBLE_INDEX when the
   *     index was made for another model; NOT_FOUND when none of the named paths exists; IO when
   *     the report cannot be written; UNAVAILABLE when the model fails again and again; and what
   *     the writer throws. What was written before is committed where the writer still can
   */
  public IndexingReport run(Model model, ItemWriter writer, ProgressListener listener) {
    return run(model, Optional.empty(), writer, listener);
  }

  /**
   * As {@link #run(Model, ItemWriter, ProgressListener)}, and then writes captions of the pictures
   * that have none by this captioner, keeping those that the model's ITM finds to fit. What other
   * models wrote of these pictures goes; what people wrote stays.
   *
   * @param captioning how captions are written; empty for none
   * @throws DiptychException INVALID_REQUEST when captions are to be written and the model has no
   *     ITM to judge them by; and as the other method
   */
  public IndexingReport run(
      Model model, Optional<Captioning> captioning, ItemWriter writer, ProgressListener listener) {
    return run(model, captioning, Optional.empty(), writer, listener);
  }

  /**
   * As {@link #run(Model, Optional, ItemWriter, ProgressListener)}, and before captions are written
   * reads the text in pictures that this reader has not looked at yet. What another one read in
   * them goes.
   *
   * @param reader stays the caller's; empty for none
   * @throws DiptychException as the other method
   */
  public IndexingReport run(
      Model model,
      Optional<Captioning> captioning,
      Optional<TextReader> reader,
      ItemWriter writer,
      ProgressListener listener) {
    requireFitting(model, writer);
    if (captioning.isPresent()) {
      var _ = new TextJudge(model);
    }
    FutureTask<IndexingReport> work =
        new FutureTask<>(() -> crawlEncodeAndWrite(model, captioning, reader, writer, listener));
    Thread.ofPlatform().daemon().name("diptych-index").start(work);
    return await(work);
  }

  /**
   * Waits for the run's own thread, which nobody interrupts: an interrupt closes the file that is
   * being written.
   */
  private IndexingReport await(FutureTask<IndexingReport> work) {
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
                ErrorCode.INTERNAL, "the indexing run failed: " + IoReason.of(e), e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private IndexingReport crawlEncodeAndWrite(
      Model model,
      Optional<Captioning> captioning,
      Optional<TextReader> reader,
      ItemWriter writer,
      ProgressListener listener) {
    Path reportFile = request.reportFile();
    try (Accounts accounts =
        new Accounts(reportFile == null ? null : new ReportFile(reportFile), listener)) {
      accounts.begin(Stage.CRAWL, -1);
      RealNames names = new RealNames(lister);
      IndexingRequest whole = Replacement.withPlaces(request, writer);
      Crawl crawl = StoppableStep.run(() -> stopped, () -> crawl(whole)).orElseGet(Crawl::nothing);
      return new CrawledRun(
              whole,
              crawl,
              names,
              model,
              captioning,
              reader,
              writer,
              accounts,
              fetching,
              () -> stopped)
          .encodeAndWrite();
    }
  }

  private static void requireFitting(Model model, ItemWriter writer) {
    if (model.dimension() < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the model %s has no ITC heads, so it gives no vectors to search by; index with another"
              .formatted(model.bundle().name()));
    }
    if (!writer.spec().model().equals(model.fingerprint())) {
      throw new DiptychException(
          ErrorCode.INCOMPATIBLE_INDEX,
          "the index was made for the model %s (%s), but this is %s (%s): name that model, or another index"
              .formatted(
                  writer.spec().modelName(),
                  writer.spec().model().shortForm(),
                  model.bundle().name(),
                  model.fingerprint().shortForm()));
    }
    if (!writer.spec().reranker().fingerprint().equals(model.reranker().fingerprint())) {
      throw new DiptychException(
          ErrorCode.INCOMPATIBLE_INDEX,
          "the index holds patch features of the model %s, but this is %s (%s): name that model, or another index"
              .formatted(
                  writer.spec().reranker(),
                  model.reranker().name(),
                  model.reranker().fingerprint().shortForm()));
    }
  }

  private Crawl crawl(IndexingRequest whole) {
    List<Path> excluded = new ArrayList<>(whole.excluded());
    if (whole.reportFile() != null) {
      excluded.add(whole.reportFile());
      excluded.add(ReportFile.part(whole.reportFile()));
    }
    Crawler crawler =
        new Crawler(
            new Crawler.Choices(
                whole.includeHidden(), whole.followLinks(), excluded, whole.excludePatterns()),
            lister,
            () -> stopped);
    List<Path> roots =
        Stream.concat(whole.paths().stream(), whole.captionFiles().stream()).toList();
    Crawl crawl = crawler.walk(roots);
    if (crawl.scope().isEmpty() && crawl.finished()) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          crawl.troubles().stream()
              .map(trouble -> SourceUri.display(trouble.source()) + ": " + trouble.reason())
              .collect(Collectors.joining("; ")));
    }
    return crawl;
  }
}
