package dev.diptych.web;

import dev.diptych.library.DuplicatesAnswer;
import dev.diptych.searcher.SearchQueue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code GET /api/v1/duplicates}. */
final class DuplicateRoutes {

  private final SearchQueue queue;

  DuplicateRoutes(SearchQueue queue) {
    this.queue = queue;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/duplicates", this::duplicates);
  }

  private void duplicates(Context ctx) {
    RequestFields.refuseParameters(ctx);
    ctx.header("Cache-Control", "no-store");
    ctx.json(DuplicatesAnswer.of(queue.duplicates(RequestEntry.client(ctx))));
  }
}
