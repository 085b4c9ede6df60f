package dev.diptych.web;

import dev.diptych.library.ModelsAnswer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** {@code GET /api/v1/models}. */
final class ModelRoutes {

  private final Supplier<ModelsAnswer> models;

  ModelRoutes(Supplier<ModelsAnswer> models) {
    this.models = models;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/models", this::models);
  }

  private void models(Context ctx) {
    RequestFields.refuseParameters(ctx);
    ctx.header("Cache-Control", "no-store");
    ctx.json(models.get());
  }
}
