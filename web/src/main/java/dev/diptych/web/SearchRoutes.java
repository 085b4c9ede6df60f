package dev.diptych.web;

import dev.diptych.library.SearchAnswer;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchQueue;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code GET} and {@code POST /api/v1/search}. */
final class SearchRoutes {

  private static final String PATH = "/api/v1/search";

  private final SearchEngine engine;
  private final SearchQueue queue;
  private final RequestBody body;
  private final Optional<Duration> longestBudget;
  private final ItemLinks links;

  /**
   * @param engine whose model and index answers name; {@code queue} searches it
   * @param longestBudget the time budget of every search that asks for none or for more
   */
  SearchRoutes(
      SearchEngine engine,
      SearchQueue queue,
      RequestBody body,
      Optional<Duration> longestBudget,
      ItemLinks links) {
    this.engine = engine;
    this.queue = queue;
    this.body = body;
    this.longestBudget = longestBudget;
    this.links = links;
  }

  void register(RoutesConfig routes) {
    routes.get(PATH, this::get);
    routes.post(PATH, this::post);
  }

  private void get(Context ctx) {
    RequestFields fields = RequestFields.ofQueryString(ctx, SearchFields.NAMES);
    answer(ctx, SearchFields.read(fields, List.of()));
  }

  private void post(Context ctx) throws IOException, ServletException {
    RequestFields.refuseParameters(ctx);
    try (UploadRoom.Taken _ = body.room(ctx)) {
      answer(ctx, body.readSearch(ctx));
    }
  }

  private void answer(Context ctx, SearchRequest asked) {
    SearchRequest request = longestBudget.map(asked::within).orElse(asked);
    SearchResponse response = queue.search(request, RequestEntry.client(ctx));
    ctx.header("Cache-Control", "no-store");
    ctx.json(SearchAnswer.of(request, response, engine.status(), links.asLinks()));
  }
}
