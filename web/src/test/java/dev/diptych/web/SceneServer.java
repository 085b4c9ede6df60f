package dev.diptych.web;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.ModelStore;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.indexer.IndexingRun;
import dev.diptych.indexer.ProgressListener;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.DemoCorpus;
import dev.diptych.scenes.Meaning;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server over the demo: its corpus drawn, indexed by the embedded model, and searched for real.
 */
final class SceneServer implements AutoCloseable {

  private final Path items;
  private final DemoCorpus corpus;
  private final Model model;
  private final SearchEngine engine;
  private final WebServer server;

  private SceneServer(
      Path items, DemoCorpus corpus, Model model, SearchEngine engine, WebServer server) {
    this.items = items;
    this.corpus = corpus;
    this.model = model;
    this.engine = engine;
    this.server = server;
  }

  /** Draws, indexes and serves; everything lies below the given folder. */
  static SceneServer start(Path folder) {
    DemoCorpus corpus = DemoCorpus.write(folder.resolve("corpus"), DemoCorpus.DEFAULT_SEED);
    Path items = DemoCorpus.itemsFolder(folder.resolve("corpus"));
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Model model = store.load(store.embedded());
    IndexFolder index = IndexFolder.at(folder.resolve("index"));
    try (ItemWriter writer = index.openWriter(spec(model))) {
      IndexingReport report =
          IndexingRun.of(IndexingRequest.of(List.of(items)))
              .run(model, writer, ProgressListener.NONE);
      if (report.total().indexed() == 0) {
        throw new AssertionError("nothing was indexed: " + report);
      }
    }
    SearchEngine engine =
        SearchEngine.open(index.openReader(model.fingerprint()), model, SearchOptions.defaults());
    engine.warmUp();
    WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
    return new SceneServer(items, corpus, model, engine, server);
  }

  static IndexSpec spec(Model model) {
    ModelShape shape = model.bundle().shape();
    return new IndexSpec(
        model.fingerprint(),
        model.bundle().name(),
        shape.dimension(),
        shape.patches(),
        shape.visionWidth(),
        FeatureFormat.F16);
  }

  /** Serves the same index once more; the server is the caller's to close. */
  WebServer serve(WebOptions options) {
    return WebServer.start(engine, options);
  }

  URI address() {
    return server.address();
  }

  DemoCorpus corpus() {
    return corpus;
  }

  /** {@return the file of a picture of the corpus} */
  Path file(DemoCorpus.Picture picture) {
    return items.resolve(picture.name());
  }

  /** {@return the pictures that have a caption of their own} */
  List<DemoCorpus.Picture> captioned() {
    return corpus.pictures().stream().filter(picture -> !picture.captions().isEmpty()).toList();
  }

  /** {@return the names of all pictures that a claim is true of} */
  List<String> truths(Meaning meaning) {
    return corpus.pictures().stream()
        .filter(picture -> meaning.isTrueOf(picture.scene()))
        .map(DemoCorpus.Picture::name)
        .toList();
  }

  /** {@return whether some caption of the corpus has these words and is true of the picture} */
  boolean isTrue(String words, DemoCorpus.Picture picture) {
    return captions().stream()
        .filter(caption -> caption.text().equals(words))
        .anyMatch(caption -> caption.isTrueOf(picture.scene()));
  }

  /** {@return every caption of the corpus, those of its pictures first} */
  List<Caption> captions() {
    return Stream.concat(
            captioned().stream().flatMap(picture -> picture.captions().stream()),
            corpus.loneCaptions().stream())
        .toList();
  }

  @Override
  public void close() {
    server.close();
    engine.close();
    model.close();
  }
}
