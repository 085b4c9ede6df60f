package dev.diptych.web;

import dev.diptych.searcher.SearchEngine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;

/** {@code /api/v1/status}, {@code /health/live} and {@code /health/ready}. */
final class StatusRoutes {

  private final SearchEngine engine;
  private final int uploadLimit;

  StatusRoutes(SearchEngine engine, int uploadLimit) {
    this.engine = engine;
    this.uploadLimit = uploadLimit;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/status", this::status);
    routes.get("/health/live", ctx -> health(ctx, "live"));
    routes.get("/health/ready", this::ready);
  }

  private void status(Context ctx) {
    RequestFields.refuseParameters(ctx);
    ctx.header("Cache-Control", "no-store");
    ctx.json(StatusJson.of(engine.status(), uploadLimit));
  }

  private void ready(Context ctx) {
    if (!engine.isWarm()) {
      throw new HttpProblem(
          503, "WARMING_UP", "the model's graphs have not run yet; ask again in a second");
    }
    health(ctx, "ready");
  }

  private static void health(Context ctx, String state) {
    RequestFields.refuseParameters(ctx);
    ctx.header("Cache-Control", "no-store");
    ctx.json(Map.of("status", state));
  }
}
