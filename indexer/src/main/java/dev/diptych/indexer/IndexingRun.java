package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingProgress.Stage;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.Crawler;
import dev.diptych.indexer.internal.crawl.FolderLister;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.encode.DecodingRules;
import dev.diptych.indexer.internal.encode.PicturePreparation;
import dev.diptych.indexer.internal.encode.Prepared;
import dev.diptych.indexer.internal.encode.Stages;
import dev.diptych.indexer.internal.encode.StoppableStep;
import dev.diptych.indexer.internal.encode.TextEntry;
import dev.diptych.indexer.internal.encode.TextPreparation;
import dev.diptych.indexer.internal.encode.Vectors;
import dev.diptych.indexer.internal.items.CommitPolicy;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.Realignment.Move;
import dev.diptych.indexer.internal.plan.CaptionTally;
import dev.diptych.indexer.internal.plan.ImageMoves;
import dev.diptych.indexer.internal.plan.SourcePlan;
import dev.diptych.indexer.internal.plan.TextEntries;
import dev.diptych.indexer.internal.plan.TextMoves;
import dev.diptych.indexer.internal.presence.PlaceNotes;
import dev.diptych.indexer.internal.presence.Places;
import dev.diptych.indexer.internal.presence.Presence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
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
  private volatile boolean stopped;

  private IndexingRun(IndexingRequest request, FolderLister lister) {
    this.request = request;
    this.lister = lister;
  }

  /** {@return a run that will do what the request says} */
  public static IndexingRun of(IndexingRequest request) {
    return of(request, FolderLister.SORTED);
  }

  static IndexingRun of(IndexingRequest request, FolderLister lister) {
    return new IndexingRun(request, lister);
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
    requireFitting(model, writer);
    FutureTask<IndexingReport> work =
        new FutureTask<>(() -> crawlEncodeAndWrite(model, writer, listener));
    Thread.ofPlatform().daemon().name("diptych-index").start(work);
    return await(work);
  }

  /**
   * Waits for the run's own thread, which nobody interrupts: an interrupt in the middle of writing
   * would close the file under the index's hands.
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
      Model model, ItemWriter writer, ProgressListener listener) {
    Path reportFile = request.reportFile();
    try (Accounts accounts =
        new Accounts(reportFile == null ? null : new ReportFile(reportFile), listener)) {
      accounts.begin(Stage.CRAWL, -1);
      RealNames names = new RealNames(lister);
      Crawl crawl = step(this::crawl).orElseGet(Crawl::nothing);
      KnownItems known = KnownItems.in(crawl.scope(), writer);
      CommitPolicy commits =
          new CommitPolicy(request.commitInterval(), request.commitEvery(), System::nanoTime);
      Places places = new Places(PlaceNotes.read(writer.notes()), crawl);
      Presence presence = new Presence(places, names, crawl);
      ItemStore store = new ItemStore(writer, known, commits, presence);
      DecodingRules rules = DecodingRules.of(writer, store);
      FindingWriter findings =
          new FindingWriter(
              store, known, accounts, writer.spec(), Set.copyOf(crawl.scope().files()));
      try {
        SourcePlan plan = plan(crawl, names, store).orElse(null);
        if (plan == null) {
          return accounts.report(false, writer.isPublished());
        }
        Removal removal =
            new Removal(request.removeVanished(), plan, crawl, known, presence, () -> stopped);
        store.putNotes(PlaceNotes.write(writer.notes(), places.atBeginning()));
        CrawlAccount.settle(crawl, plan, known, store, accounts);
        realignImages(plan, known, presence, store, accounts);
        Predicate<Path> isLeftOut = file -> crawl.leftOut(SourceUri.of(file)).isPresent();
        encodeImages(model, plan, isLeftOut, known, store, rules, findings, accounts);
        store.commit(); // reading caption files may take long
        realignTexts(plan, known, presence, store, accounts);
        encodeTexts(model, plan, known, store, findings, accounts);
        if (!stopped) {
          accounts.begin(Stage.REMOVE, known.unseen().size());
          if (step(removal::judge).isPresent()) {
            List<String> kept = removal.run(store, accounts);
            store.putNotes(PlaceNotes.write(writer.notes(), places.atEnd(kept, known.sources())));
            rules.settle();
          }
        }
      } finally {
        store.commit();
        store.end();
      }
      boolean finished = !stopped;
      if (finished && !writer.isPublished() && !request.removeVanished()) {
        Replacement.ask(request.paths(), crawl, known, writer, accounts);
      }
      boolean complete = finished && !accounts.hasQuestions();
      boolean published = complete ? store.publish() : writer.isPublished();
      if (finished && published) {
        store.sweepThumbnails();
      }
      return accounts.report(finished, published);
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
  }

  private Crawl crawl() {
    List<Path> excluded = new ArrayList<>(request.excluded());
    if (request.reportFile() != null) {
      excluded.add(request.reportFile());
      excluded.add(ReportFile.part(request.reportFile()));
    }
    Crawler crawler =
        new Crawler(
            new Crawler.Choices(
                request.includeHidden(),
                request.followLinks(),
                excluded,
                request.excludePatterns()),
            lister,
            () -> stopped);
    List<Path> roots =
        Stream.concat(request.paths().stream(), request.captionFiles().stream()).toList();
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

  private Optional<SourcePlan> plan(Crawl crawl, RealNames names, ItemStore store) {
    Optional<SourcePlan> plan =
        step(() -> SourcePlan.of(crawl, captionFiles(names), names, () -> stopped));
    plan.map(SourcePlan::pictures).orElse(List.of()).stream()
        .map(FoundFile::source)
        .filter(source -> !crawl.scope().covers(source))
        .forEach(store::learn);
    return plan;
  }

  private Set<String> captionFiles(RealNames names) {
    return request.captionFiles().stream()
        .map(file -> Crawler.sourceOf(file, names))
        .collect(Collectors.toSet());
  }

  /** Does what may hang in the file system; empty where it hangs and the run was stopped. */
  private <T> Optional<T> step(Callable<T> work) {
    return StoppableStep.run(() -> stopped, work);
  }

  private void realignImages(
      SourcePlan plan, KnownItems known, Presence presence, ItemStore store, Accounts accounts) {
    if (stopped) {
      return;
    }
    List<FoundFile> candidates =
        step(() -> ImageMoves.candidates(plan, known, presence)).orElse(List.of());
    if (!candidates.isEmpty()) {
      accounts.begin(Stage.COMPARE, candidates.size());
      LongConsumer done =
          compared -> {
            if (!stopped) {
              accounts.progress(compared);
            }
          };
      realign(
          step(() -> ImageMoves.among(candidates, plan, known, presence, done, () -> stopped))
              .orElse(List.of()),
          store,
          accounts);
    }
  }

  private void realignTexts(
      SourcePlan plan, KnownItems known, Presence presence, ItemStore store, Accounts accounts) {
    if (!stopped) {
      realign(
          step(() -> TextMoves.among(plan, known, presence, () -> stopped)).orElse(List.of()),
          store,
          accounts);
    }
  }

  private static void realign(List<Move> moves, ItemStore store, Accounts accounts) {
    if (moves.isEmpty()) {
      return;
    }
    accounts.begin(Stage.COMPARE, moves.size());
    for (Move move : moves) {
      String from = move.donor().source();
      if (!from.equals(move.target().source())) {
        accounts.remark(move.target().source(), "moved from " + SourceUri.display(from));
      }
    }
    store.move(moves, accounts::progress);
  }

  private void encodeImages(
      Model model,
      SourcePlan plan,
      Predicate<Path> isLeftOut,
      KnownItems known,
      ItemStore store,
      DecodingRules rules,
      FindingWriter findings,
      Accounts accounts) {
    accounts.begin(Stage.IMAGES, plan.pictures().size());
    ImageEncoder encoder = model.imageEncoder();
    PicturePreparation preparation =
        new PicturePreparation(
            request.imageLimits(),
            request.verifyContent(),
            isLeftOut,
            encoder,
            known,
            store,
            rules);
    Function<List<PixelValues>, List<Vectors>> encode =
        batch ->
            encoder.encode(batch).stream()
                .map(encoding -> new Vectors(encoding.vector(), encoding.features()))
                .toList();
    new Stages<>(encode, request.imageBatch(), () -> stopped)
        .run(
            plan.pictures().stream()
                .<Callable<Prepared<PixelValues>>>map(file -> () -> preparation.prepare(file))
                .iterator(),
            findings::write,
            store::commitIfDue);
  }

  private void encodeTexts(
      Model model,
      SourcePlan plan,
      KnownItems known,
      ItemStore store,
      FindingWriter findings,
      Accounts accounts) {
    accounts.begin(Stage.TEXTS, plan.texts());
    Optional<TextEncoder> encoder = model.textEncoder();
    TextPreparation preparation = new TextPreparation(encoder, known, store);
    Function<List<TokenizedText>, List<Vectors>> encode =
        batch ->
            encoder.orElseThrow().encode(batch).stream()
                .map(embedding -> new Vectors(embedding, null))
                .toList();
    CaptionTally tally = new CaptionTally();
    TextEntries entries = plan.texts(known, tally);
    try {
      Iterator<Callable<Prepared<TokenizedText>>> sources =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return entries.hasNext();
            }

            @Override
            public Callable<Prepared<TokenizedText>> next() {
              TextEntry entry = entries.next();
              return () -> preparation.prepare(entry);
            }
          };
      new Stages<>(encode, request.textBatch(), () -> stopped)
          .run(sources, findings::write, store::commitIfDue);
    } finally {
      step(
          () -> {
            entries.close();
            return true;
          });
    }
    accounts.captions(
        new CaptionCounts(tally.withoutPicture(), tally.inOtherWords(), tally.notes()));
  }
}
