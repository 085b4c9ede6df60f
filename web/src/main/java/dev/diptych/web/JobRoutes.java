package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.RootUpdates;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/jobs}: the update of the index that runs or ran last; begins and ends it. */
final class JobRoutes {

  private static final String PATH = "/api/v1/jobs";
  private static final String PATHS = "paths";

  private final Optional<RootUpdates> updates;
  private final RequestBody body;

  JobRoutes(Optional<RootUpdates> updates, RequestBody body) {
    this.updates = updates;
    this.body = body;
  }

  void register(RoutesConfig routes) {
    routes.get(PATH, this::look);
    routes.post(PATH, this::start);
    routes.delete(PATH, this::stop);
  }

  private void look(Context ctx) {
    RequestFields.refuseParameters(ctx);
    answer(ctx);
  }

  private void start(Context ctx) throws IOException {
    RequestFields.refuseParameters(ctx);
    List<String> paths = paths(body.readJsonObject(ctx));
    allowed().start(paths);
    ctx.status(202);
    answer(ctx);
  }

  private void stop(Context ctx) {
    RequestFields.refuseParameters(ctx);
    allowed().stop();
    answer(ctx);
  }

  private void answer(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    ctx.json(updates.map(RootUpdates::answer).orElse(RootUpdates.Answer.NONE));
  }

  private RootUpdates allowed() {
    return updates.orElseThrow(
        () ->
            new HttpProblem(
                403,
                "INDEXING_IS_OFF",
                "this server was started without folders that may be indexed by request; start it with: diptych serve --roots PATH..."));
  }

  private static List<String> paths(JsonNode root) {
    List<String> paths = new ArrayList<>();
    for (var property : root.properties()) {
      if (!property.getKey().equals(PATHS)) {
        throw invalid(
            "there is no field \"%s\"; known is paths".formatted(Shown.briefly(property.getKey())));
      }
      if (!property.getValue().isArray()) {
        throw invalid("paths must be a list of strings");
      }
      for (JsonNode path : property.getValue()) {
        if (!path.isString()) {
          throw invalid(
              "paths must hold strings, but held %s".formatted(Shown.briefly(path.toString())));
        }
        paths.add(path.stringValue());
      }
    }
    if (paths.isEmpty()) {
      throw invalid("an update needs paths, one or more of the roots or below them, but had none");
    }
    return paths;
  }

  private static DiptychException invalid(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }
}
