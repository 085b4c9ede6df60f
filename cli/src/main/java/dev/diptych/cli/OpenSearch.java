package dev.diptych.cli;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.WeightUse;
import dev.diptych.index.IndexFolder;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;

/** An index, the model it was made with, and the engine over both; closes what it opened. */
final class OpenSearch implements AutoCloseable {

  private final Bundle bundle;
  private final Model model;
  private final SearchEngine engine;

  private OpenSearch(Bundle bundle, Model model, SearchEngine engine) {
    this.bundle = bundle;
    this.model = model;
    this.engine = engine;
  }

  static OpenSearch open(IndexFolder index, Models models, SearchOptions options) {
    return open(index, models, options, WeightUse.MAPPED);
  }

  static OpenSearch open(
      IndexFolder index, Models models, SearchOptions options, WeightUse weights) {
    Bundle bundle = models.of(index.summary().spec());
    Model model = models.store().load(bundle, weights);
    try {
      SearchEngine engine =
          SearchEngine.open(index.openReader(bundle.fingerprint()), model, options);
      return new OpenSearch(bundle, model, engine);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  Bundle bundle() {
    return bundle;
  }

  SearchEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      model.close();
    }
  }
}
