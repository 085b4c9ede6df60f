package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextReader;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.CaptionEndpoint;
import dev.diptych.indexer.Captioning;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRun;
import dev.diptych.indexer.ProgressListener;
import dev.diptych.indexer.SourceOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The updates of one index, one at a time, with the model that searches already use where it is the
 * same. Thread-safe.
 */
public final class IndexingJobs {

  private final IndexFolder folder;
  private final Models models;
  private final OpenModels open;
  private final Runnable afterwards;

  private @Nullable IndexingJob last;
  private boolean closed;

  /**
   * @param afterwards runs when an update has ended, before it is done
   */
  IndexingJobs(IndexFolder folder, Models models, OpenModels open, Runnable afterwards) {
    this.folder = folder;
    this.models = models;
    this.open = open;
    this.afterwards = afterwards;
  }

  /** {@return the update that runs or ran last; empty before the first} */
  public synchronized Optional<IndexingJob> last() {
    return Optional.ofNullable(last);
  }

  /**
   * Begins an update and returns at once; what goes wrong is thrown by {@link IndexingJob#await}.
   *
   * @throws DiptychException LOCKED when an update of this index is under way here
   * @throws IllegalStateException after the index was closed
   */
  public synchronized IndexingJob start(UpdateRequest request) {
    if (closed) {
      throw new IllegalStateException("this index is closed; open it again");
    }
    if (last != null && !last.isDone()) {
      throw new DiptychException(
          ErrorCode.LOCKED,
          "one update of an index runs at a time, and one of %s is under way; wait for its end or stop it"
              .formatted(folder.folder()));
    }
    boolean exchange = request.choice().exchangesOneModel(folder, models);
    IndexingJob job =
        IndexingJob.start(
            IndexingRun.of(request.sources().withPlacesOfReplaced(exchange)),
            it -> perform(request, it));
    last = job;
    return job;
  }

  private IndexingReport perform(UpdateRequest request, IndexingJob job) {
    IndexingReport report;
    try {
      report = indexAndClose(request, job);
    } catch (RuntimeException | Error failure) {
      try {
        afterwards.run();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
    afterwards.run();
    return report;
  }

  private IndexingReport indexAndClose(UpdateRequest request, IndexingJob job) {
    SpecChoice.Chosen chosen = request.choice().choose(folder, models);
    Optional<Bundle> captioner =
        request.captions().flatMap(captions -> captions.bundle(models, chosen.reranker()));
    Optional<TextReader> reader = request.reading().map(ReadingChoice::open);
    try (ItemWriter writer =
        chosen.rebuild()
            ? folder.rebuild(chosen.spec(), request.listener())
            : folder.openWriter(chosen.spec())) {
      // After the writer: a locked or foreign index is told at once, before a large model is read.
      Model model = open.model(chosen.bundle(), chosen.reranker());
      request.listener().opened(chosen);
      ProgressListener listener = telling(request.listener(), job);
      if (request.captions().isEmpty()) {
        return job.run().run(model, Optional.empty(), reader, writer, listener);
      }
      CaptionChoice wanted = request.captions().get();
      if (wanted.captioner() instanceof CaptionChoice.Captioner.Remote(CaptionEndpoint endpoint)) {
        Captioning asking = new Captioning.ByEndpoint(endpoint, wanted.count(), wanted.budget());
        return job.run().run(model, Optional.of(asking), reader, writer, listener);
      }
      Bundle bundle = captioner.orElseThrow();
      if (bundle.fingerprint().equals(model.reranker().fingerprint())) {
        return job.run().run(model, Optional.of(by(model, wanted)), reader, writer, listener);
      }
      try (Model other = open.load(bundle)) {
        return job.run().run(model, Optional.of(by(other, wanted)), reader, writer, listener);
      }
    } finally {
      reader.ifPresent(TextReader::close);
    }
  }

  private static Captioning by(Model captioner, CaptionChoice wanted) {
    return new Captioning.ByModel(captioner, CaptionPlan.of(wanted.count()), wanted.budget());
  }

  private static ProgressListener telling(ProgressListener listener, IndexingJob job) {
    return new ProgressListener() {
      @Override
      public void progressed(IndexingProgress progress) {
        job.progressed(progress);
        listener.progressed(progress);
      }

      @Override
      public void settled(SourceOutcome outcome) {
        listener.settled(outcome);
      }
    };
  }

  /** Stops the update under way, if any, and waits for its end; there will be no other. */
  void close() {
    IndexingJob running;
    synchronized (this) {
      closed = true;
      running = last;
    }
    if (running != null) {
      running.stop();
      running.end();
    }
  }
}
