package dev.diptych.web;

import dev.diptych.library.ModelsAnswer;
import dev.diptych.library.RootUpdates;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.SearchEngine;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a server offers beside searching.
 *
 * @param models lists the models of this machine; asked for each request
 * @param updates what may be indexed by request; empty where nothing may
 */
public record WebExtras(Supplier<ModelsAnswer> models, Optional<RootUpdates> updates) {

  /** Nothing but the model that an engine searches with. */
  static WebExtras of(SearchEngine engine) {
    return new WebExtras(() -> modelOf(engine.status().model()), Optional.empty());
  }

  private static ModelsAnswer modelOf(EngineStatus.ModelStatus model) {
    List<String> can = model.canRerank() ? List.of("recall", "rerank") : List.of("recall");
    return new ModelsAnswer(
        List.of(
            new ModelsAnswer.Model(
                model.name(), model.fingerprint(), "", can, model.embedded(), 0, true)));
  }
}
