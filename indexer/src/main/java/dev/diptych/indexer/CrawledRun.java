package dev.diptych.indexer;

import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TextReader;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingProgress.Stage;
import dev.diptych.indexer.internal.captioning.CaptionStage;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.Crawler;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.encode.DecodingRules;
import dev.diptych.indexer.internal.encode.Finding;
import dev.diptych.indexer.internal.encode.PictureEncoding;
import dev.diptych.indexer.internal.encode.PicturePreparation;
import dev.diptych.indexer.internal.encode.Prepared;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.encode.RemotePreparation;
import dev.diptych.indexer.internal.encode.Stages;
import dev.diptych.indexer.internal.encode.StoppableStep;
import dev.diptych.indexer.internal.encode.TarPreparation;
import dev.diptych.indexer.internal.encode.TarWork;
import dev.diptych.indexer.internal.encode.TextEntry;
import dev.diptych.indexer.internal.encode.TextPreparation;
import dev.diptych.indexer.internal.encode.Vectors;
import dev.diptych.indexer.internal.items.CommitPolicy;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.Realignment.Move;
import dev.diptych.indexer.internal.picture.PictureFacts;
import dev.diptych.indexer.internal.picture.PictureSignature;
import dev.diptych.indexer.internal.plan.CaptionTally;
import dev.diptych.indexer.internal.plan.ImageMoves;
import dev.diptych.indexer.internal.plan.SourcePlan;
import dev.diptych.indexer.internal.plan.TextEntries;
import dev.diptych.indexer.internal.plan.TextMoves;
import dev.diptych.indexer.internal.presence.PlaceNotes;
import dev.diptych.indexer.internal.presence.Places;
import dev.diptych.indexer.internal.presence.Presence;
import dev.diptych.indexer.internal.reading.ReadTextStage;
import dev.diptych.indexer.internal.remote.PictureFetcher;
import dev.diptych.indexer.internal.remote.RemotePicture;
import dev.diptych.indexer.internal.tar.TarPicture;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** One run after its crawl: what it works on, and the steps from the plan to the account. */
final class CrawledRun {

  private final IndexingRequest request;
  private final Crawl crawl;
  private final RealNames names;
  private final Model model;
  private final Optional<Captioning> captioning;
  private final Optional<TextReader> reader;
  private final ItemWriter writer;
  private final Accounts accounts;
  private final PictureFetcher.Settings fetching;
  private final BooleanSupplier stopped;

  private final KnownItems known;
  private final Places places;
  private final Presence presence;
  private final ItemStore store;
  private final DecodingRules rules;
  private final FindingWriter findings;

  /**
   * Reads what the index holds of the crawled folders.
   *
   * @param accounts stays the caller's
   * @param fetching what pictures of the web are fetched by, where they are
   * @param stopped whether the run is to end soon
   */
  CrawledRun(
      IndexingRequest request,
      Crawl crawl,
      RealNames names,
      Model model,
      Optional<Captioning> captioning,
      Optional<TextReader> reader,
      ItemWriter writer,
      Accounts accounts,
      PictureFetcher.Settings fetching,
      BooleanSupplier stopped) {
    this.request = request;
    this.crawl = crawl;
    this.names = names;
    this.model = model;
    this.captioning = captioning;
    this.reader = reader;
    this.writer = writer;
    this.accounts = accounts;
    this.fetching = fetching;
    this.stopped = stopped;
    CommitPolicy commits =
        new CommitPolicy(request.commitInterval(), request.commitEvery(), System::nanoTime);
    this.known = KnownItems.in(crawl.scope(), writer);
    this.places = new Places(PlaceNotes.read(writer.notes()), crawl);
    this.presence = new Presence(places, names, crawl);
    this.store = new ItemStore(writer, known, commits, presence);
    this.rules = DecodingRules.of(writer, store);
    this.findings =
        new FindingWriter(store, known, accounts, writer.spec(), Set.copyOf(crawl.scope().files()));
  }

  /** The main path. What was done before a failure or a stop is committed. */
  IndexingReport encodeAndWrite() {
    try {
      Optional<SourcePlan> planned = plan();
      if (planned.isEmpty()) {
        return accounts.report(false, writer.isPublished());
      }
      SourcePlan plan = planned.get();
      // Before anything is encoded: what is missing is judged by how the folders were found.
      Removal removal =
          new Removal(request.removeVanished(), plan, crawl, known, presence, stopped);
      store.putNotes(PlaceNotes.write(writer.notes(), places.atBeginning()));
      CrawlAccount.settle(crawl, plan, known, store, accounts);
      realignImages(plan);
      store.followPictures();
      encodePictures(plan);
      store.followPictures();
      store.commit(); // reading caption files may take long
      realignTexts(plan);
      encodeTexts(plan);
      remove(removal);
      store.followPictures();
      reader.ifPresent(this::readText);
      captioning.ifPresent(this::caption);
    } finally {
      store.commit();
      store.end();
    }
    return publish();
  }

  private Optional<SourcePlan> plan() {
    Optional<SourcePlan> plan = step(() -> SourcePlan.of(crawl, captionFiles(), names, stopped));
    plan.map(SourcePlan::pictures).orElse(List.of()).stream()
        .map(FoundFile::source)
        .filter(source -> !crawl.scope().covers(source))
        .forEach(store::learn);
    return plan;
  }

  private Set<String> captionFiles() {
    return request.captionFiles().stream()
        .map(file -> Crawler.sourceOf(file, names))
        .collect(Collectors.toSet());
  }

  /** Does what may hang in the file system; empty where it hangs and the run was stopped. */
  private <T> Optional<T> step(Callable<T> work) {
    return StoppableStep.run(stopped, work);
  }

  private void realignImages(SourcePlan plan) {
    if (stopped.getAsBoolean()) {
      return;
    }
    List<FoundFile> candidates =
        step(() -> ImageMoves.candidates(plan, known, presence)).orElse(List.of());
    if (!candidates.isEmpty()) {
      accounts.begin(Stage.COMPARE, candidates.size());
      LongConsumer done =
          compared -> {
            if (!stopped.getAsBoolean()) {
              accounts.progress(compared);
            }
          };
      realign(
          step(() -> ImageMoves.among(candidates, plan, known, presence, done, stopped))
              .orElse(List.of()));
    }
  }

  private void realignTexts(SourcePlan plan) {
    if (!stopped.getAsBoolean()) {
      realign(step(() -> TextMoves.among(plan, known, presence, stopped)).orElse(List.of()));
    }
  }

  private void realign(List<Move> moves) {
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

  private PicturePreparation preparation() {
    return new PicturePreparation(
        request.imageLimits(),
        request.verifyContent(),
        file -> crawl.leftOut(SourceUri.of(file)).isPresent(),
        model.imageEncoder(),
        known,
        store,
        rules,
        new PictureFacts(crawl));
  }

  /** All pictures, wherever they lie. */
  private void encodePictures(SourcePlan plan) {
    PicturePreparation preparation = preparation();
    try (PictureEncoding encoding = new PictureEncoding(model.imageEncoder(), writer)) {
      encodeImages(plan, preparation, encoding);
      encodeArchives(plan, preparation, encoding);
      encodeRemote(plan, preparation, encoding);
    }
  }

  private void encodeImages(
      SourcePlan plan, PicturePreparation preparation, PictureEncoding encoding) {
    accounts.begin(Stage.IMAGES, plan.pictures().size());
    new Stages<>(encoding::encode, imageBatch(), stopped)
        .run(
            plan.pictures().stream()
                .<Callable<Prepared<PixelValues>>>map(file -> () -> preparation.prepare(file))
                .iterator(),
            findings::write,
            store::commitIfDue);
  }

  private int imageBatch() {
    return request.imageBatch().orElseGet(model.imageEncoder()::favouredBatch);
  }

  private void encodeArchives(
      SourcePlan plan, PicturePreparation pictures, PictureEncoding encoding) {
    List<TarPicture> found = plan.tarPictures();
    if (found.isEmpty() || stopped.getAsBoolean()) {
      return;
    }
    accounts.begin(Stage.IMAGES, found.size());
    TarPreparation preparation =
        new TarPreparation(
            request.imageLimits(), request.verifyContent(), pictures, known, store, rules);
    TarWork work = new TarWork(found, preparation);
    try {
      new Stages<>(encoding::encode, imageBatch(), stopped)
          .run(work, findings::write, store::commitIfDue);
    } finally {
      step(
          () -> {
            work.close();
            return true;
          });
    }
  }

  private void encodeRemote(
      SourcePlan plan, PicturePreparation pictures, PictureEncoding encoding) {
    List<RemotePicture> named = plan.remotePictures();
    if (named.isEmpty() || stopped.getAsBoolean()) {
      return;
    }
    if (request.remote() == RemoteFetching.OFF) {
      named.stream()
          .map(RemotePicture::source)
          .filter(known::hasImage)
          .forEach(source -> findings.write(new Finding.Unchanged(source, Modality.IMAGE)));
      return;
    }
    accounts.begin(Stage.REMOTE, named.size());
    try (PictureFetcher fetcher = new PictureFetcher(fetching, PictureSignature::matches)) {
      RemotePreparation preparation =
          new RemotePreparation(request.remote(), fetcher, pictures, known, store, rules);
      new Stages<>(encoding::encode, imageBatch(), fetching.limits().atOnce(), stopped)
          .run(
              named.stream()
                  .<Callable<Prepared<PixelValues>>>map(
                      picture -> () -> preparation.prepare(picture))
                  .iterator(),
              findings::write,
              store::commitIfDue);
    }
  }

  private void encodeTexts(SourcePlan plan) {
    accounts.begin(Stage.TEXTS, plan.texts());
    Optional<TextEncoder> encoder = model.textEncoder();
    TextPreparation preparation = new TextPreparation(encoder, known, store);
    Function<List<Fresh<TokenizedText>>, List<Vectors>> encode =
        batch ->
            encoder.orElseThrow().encode(batch.stream().map(Fresh::input).toList()).stream()
                .map(embedding -> new Vectors(embedding, null))
                .toList();
    CaptionTally tally = new CaptionTally();
    TextEntries entries = plan.texts(known, request.remote() != RemoteFetching.OFF, tally);
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
      new Stages<>(encode, request.textBatch(), stopped)
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

  private void remove(Removal removal) {
    if (stopped.getAsBoolean()) {
      return;
    }
    accounts.begin(Stage.REMOVE, known.unseen().size());
    if (step(removal::judge).isPresent()) {
      List<String> kept = removal.run(store, accounts);
      store.putNotes(PlaceNotes.write(writer.notes(), places.atEnd(kept, known.sources())));
      rules.settle();
    }
  }

  private void readText(TextReader wanted) {
    if (stopped.getAsBoolean()) {
      return;
    }
    ReadTextStage stage = new ReadTextStage(wanted, request.imageLimits(), known, store);
    List<List<KnownItem>> due = stage.due();
    if (!due.isEmpty()) {
      accounts.begin(Stage.TEXT_IN_PICTURES, due.size());
      accounts.readText(stage.run(due, stopped, accounts::progress));
    }
  }

  private void caption(Captioning wanted) {
    if (stopped.getAsBoolean()) {
      return;
    }
    CaptionStage stage =
        new CaptionStage(wanted, model, writer.spec(), request.imageLimits(), known, store);
    List<List<KnownItem>> due = stage.due();
    accounts.begin(Stage.CAPTIONS, due.size());
    accounts.generated(stage.run(due, stopped, accounts::progress));
  }

  /** A rebuild becomes the index when the run is complete and nothing is to be asked. */
  private IndexingReport publish() {
    boolean finished = !stopped.getAsBoolean();
    if (finished && !writer.isPublished() && !request.removeVanished()) {
      Replacement.ask(request, crawl, known, writer, accounts);
    }
    boolean complete = finished && !accounts.hasQuestions();
    boolean published = complete ? store.publish() : writer.isPublished();
    if (finished && published) {
      store.sweepThumbnails();
    }
    return accounts.report(finished, published);
  }
}
