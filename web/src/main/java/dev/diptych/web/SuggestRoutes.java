package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.SuggestAnswer;
import dev.diptych.searcher.SearchEngine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Set;

/** {@code GET /api/v1/suggest}. */
final class SuggestRoutes {

  private static final int USUAL = 8;

  private static final Set<String> NAMES = Set.of(SearchFields.WORDS, SearchFields.LIMIT);

  private final SearchEngine engine;

  SuggestRoutes(SearchEngine engine) {
    this.engine = engine;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/suggest", this::suggest);
  }

  private void suggest(Context ctx) {
    RequestFields fields = RequestFields.ofQueryString(ctx, NAMES);
    String typed =
        fields
            .words(SearchFields.WORDS)
            .orElseThrow(
                () ->
                    new DiptychException(
                        ErrorCode.INVALID_REQUEST,
                        "suggestions need q, what was typed so far, but it was left out"));
    int most = fields.number(SearchFields.LIMIT, USUAL);
    ctx.header("Cache-Control", "no-store");
    ctx.json(SuggestAnswer.of(engine.suggest(typed, most)));
  }
}
