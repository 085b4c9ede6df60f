package dev.diptych.web;

import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;

/** {@code GET} and {@code POST /api/v1/search}. */
final class SearchRoutes {

  private static final String PATH = "/api/v1/search";

  private final SearchEngine engine;
  private final RequestBody body;

  SearchRoutes(SearchEngine engine, RequestBody body) {
    this.engine = engine;
    this.body = body;
  }

  void register(RoutesConfig routes) {
    routes.get(PATH, this::get);
    routes.post(PATH, this::post);
  }

  private void get(Context ctx) {
    RequestFields fields = RequestFields.ofQueryString(ctx, SearchFields.NAMES);
    answer(ctx, SearchFields.read(fields, Optional.empty()));
  }

  private void post(Context ctx) throws IOException, ServletException {
    RequestFields.refuseParameters(ctx);
    answer(ctx, body.readSearch(ctx));
  }

  private void answer(Context ctx, SearchRequest request) {
    ctx.header("Cache-Control", "no-store");
    ctx.json(SearchJson.of(request, engine.search(request)));
  }
}
