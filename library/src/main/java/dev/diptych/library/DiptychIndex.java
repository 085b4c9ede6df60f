package dev.diptych.library;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.searcher.AuditReport;
import dev.diptych.searcher.AuditRequest;
import dev.diptych.searcher.DuplicateSearch;
import dev.diptych.searcher.Duplicates;
import dev.diptych.searcher.ItemExplanation;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import dev.diptych.searcher.Suggestion;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An index, the model it was made with, and the engine over both. Models and files are opened when
 * they are first needed, once, and closed by {@link #close}.
 *
 * <p>Thread-safe: searches run beside each other and beside an update.
 */
public final class DiptychIndex implements AutoCloseable {

  private final IndexFolder folder;
  private final Models models;
  private final OpenOptions options;
  private final OpenModels open;
  private final IndexingJobs jobs;

  /** Read by searches; written where the engine is opened, replaced or closed. */
  private final ReadWriteLock engineLock = new ReentrantReadWriteLock(true);

  private @Nullable Opened opened;
  private boolean closed;

  /** An engine and the bundles whose model it uses; most often both are one. */
  private record Opened(SearchEngine engine, Bundle bundle, Bundle reranker, Scoring scoring) {}

  DiptychIndex(Path folder, Models models, OpenOptions options) {
    this.folder = IndexFolder.at(folder);
    this.models = models;
    this.options = options;
    this.open = new OpenModels(models.store(), options.weights());
    this.jobs = new IndexingJobs(this.folder, models, open, this::followIndex);
  }

  /** {@return the files of the index: to verify them, to ask for their sizes} */
  public IndexFolder folder() {
    return folder;
  }

  /** {@return its updates} */
  public IndexingJobs jobs() {
    return jobs;
  }

  /**
   * Brings the index in step with folders and files, and waits for the end. Makes the index where
   * there is none, for the embedded model, which knows coloured shapes only; {@link
   * SpecChoice#withModel} chooses a real one.
   *
   * @return the account of all sources
   * @throws DiptychException as {@link #update(UpdateRequest)} does
   */
  public IndexingReport update(List<Path> paths) {
    return update(UpdateRequest.of(paths));
  }

  /**
   * Brings the index in step with folders and files, and waits for the end. Searches see what is
   * committed meanwhile. An interrupt stops the run; what is done is kept.
   *
   * @return the account of all sources
   * @throws DiptychException LOCKED when another run writes to the index; NOT_FOUND when this
   *     machine does not have the model, or none of the paths exists; INVALID_REQUEST for a model
   *     that gives no vectors; INCOMPATIBLE_INDEX, CORRUPT_INDEX, IO
   */
  public IndexingReport update(UpdateRequest request) {
    return jobs.start(request).await();
  }

  /**
   * Makes an index without items where there is none, so that it can be searched, and served,
   * before its first update. Reads no model.
   *
   * @param choice what it is made for; of an index that is there already, the model that it names
   *     must be the one of its vectors, and nothing else counts
   * @return whether one was made
   * @throws DiptychException INCOMPATIBLE_INDEX when the index there is of another model; NOT_FOUND
   *     when this machine does not have the model; INVALID_REQUEST for a model that gives no
   *     vectors; LOCKED, CORRUPT_INDEX, IO
   */
  public boolean makeIfMissing(SpecChoice choice) {
    if (folder.exists()) {
      choice.modelName().ifPresent(this::requireMadeWith);
      return false;
    }
    folder.openWriter(choice.choose(folder, models).spec()).close();
    return true;
  }

  private void requireMadeWith(String model) {
    Bundle named = models.store().find(model);
    IndexSpec spec = folder.spec();
    if (!spec.model().equals(named.fingerprint())) {
      throw new DiptychException(
          ErrorCode.INCOMPATIBLE_INDEX,
          "the index at %s was made with the model %s, not with %s; leave --model out, or make the index anew: diptych index PATH... --index %s --rebuild --model %s"
              .formatted(
                  folder.folder(),
                  spec.modelName(),
                  named.name(),
                  folder.shellName(),
                  named.name()));
    }
  }

  /**
   * Finds what fits a query.
   *
   * @throws DiptychException NOT_FOUND when there is no index, or this machine does not have its
   *     model; and as {@link SearchEngine#search(SearchRequest)} does
   */
  public SearchResponse search(SearchRequest request) {
    return withEngine(engine -> engine.search(request));
  }

  /**
   * Finds pictures that are the same, or look alike, from the index alone: no model is needed, and
   * nothing is changed. Costs a first-stage search for each picture.
   *
   * @throws DiptychException NOT_FOUND when there is no index; CORRUPT_INDEX, IO
   */
  public Duplicates duplicates() {
    try (ItemReader reader = folder.openReader(folder.spec().model());
        IndexView view = reader.view()) {
      return DuplicateSearch.find(view, Cancellation.NEVER);
    }
  }

  private <T> T withEngine(Function<SearchEngine, T> work) {
    engineLock.readLock().lock();
    try {
      if (opened != null) {
        return work.apply(opened.engine());
      }
    } finally {
      engineLock.readLock().unlock();
    }
    engine();
    return withEngine(work);
  }

  /**
   * Says why words fit an image of the index, or do not.
   *
   * @throws DiptychException as {@link #search} and {@link SearchEngine#explain} do
   */
  public ItemExplanation explain(ItemId image, String words) {
    return withEngine(engine -> engine.explain(image, words));
  }

  /**
   * {@return how what was typed may go on, by words of the index}
   *
   * @throws DiptychException as {@link #search} and {@link SearchEngine#suggest} do
   */
  public List<Suggestion> suggest(String typed, int most) {
    return withEngine(engine -> engine.suggest(typed, most));
  }

  /**
   * Holds every text that people gave against its picture, and lists those that do not describe it.
   *
   * @param done told how many pictures were looked at
   * @throws DiptychException as {@link #search} and {@link SearchEngine#audit} do
   */
  public AuditReport audit(AuditRequest request, LongConsumer done) {
    return withEngine(engine -> engine.audit(request, Cancellation.NEVER, done));
  }

  /**
   * The engine over the index, opened by the first call: costs reading the model. It stays this
   * object's. An update that gives the index another model closes it; ask for it again then.
   *
   * @throws DiptychException NOT_FOUND when there is no index, or this machine does not have its
   *     model; CORRUPT_INDEX, INCOMPATIBLE_INDEX, IO
   */
  public SearchEngine engine() {
    return opened().engine();
  }

  /** {@return the bundle that the engine uses} */
  public Bundle bundle() {
    return opened().bundle();
  }

  /** {@return the fingerprints of the models that the engine uses, 64 digits each} */
  public Set<String> fingerprints() {
    Opened now = opened();
    return new HashSet<>(
        List.of(now.bundle().fingerprint().hex(), now.reranker().fingerprint().hex()));
  }

  /** {@return how the engine's numbers are read: of two models in one index, those of both} */
  public Scoring scoring() {
    return opened().scoring();
  }

  private Opened opened() {
    engineLock.writeLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this index is closed; open it again");
      }
      if (opened == null) {
        IndexSpec spec = folder.spec();
        Bundle bundle = models.of(spec.retriever());
        Bundle reranker =
            spec.reranker().isSameAs(spec.retriever()) ? bundle : models.of(spec.reranker());
        // Before the reader, which nobody would close when loading fails.
        Model model = open.model(bundle, reranker);
        ItemReader reader = folder.openReader(bundle.fingerprint());
        opened =
            new Opened(
                SearchEngine.open(reader, model, options.searching()),
                bundle,
                reranker,
                model.scoring());
      }
      return opened;
    } finally {
      engineLock.writeLock().unlock();
    }
  }

  /** After an update: searches see its last commit, by the model it was made with. */
  private void followIndex() {
    engineLock.writeLock().lock();
    try {
      if (!folder.exists()) {
        return;
      }
      IndexSpec spec = folder.spec();
      if (opened != null
          && !(opened.bundle().fingerprint().equals(spec.model())
              && opened.reranker().fingerprint().equals(spec.reranker().fingerprint()))) {
        opened.engine().close();
        opened = null;
      }
      open.keepOnly(spec.model(), spec.reranker().fingerprint());
      if (opened != null) {
        opened.engine().refresh();
      }
    } finally {
      engineLock.writeLock().unlock();
    }
  }

  boolean isClosed() {
    engineLock.readLock().lock();
    try {
      return closed;
    } finally {
      engineLock.readLock().unlock();
    }
  }

  /**
   * Stops the update under way and waits for its end, then waits for running searches, and closes
   * engine and models. What was done is committed. Closing again does nothing.
   */
  @Override
  public void close() {
    jobs.close();
    engineLock.writeLock().lock();
    try {
      closed = true;
      if (opened != null) {
        opened.engine().close();
        opened = null;
      }
    } finally {
      open.close();
      engineLock.writeLock().unlock();
    }
  }
}
