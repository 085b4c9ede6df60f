package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.JobAnswer;
import dev.diptych.library.RootUpdates;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /api/v1/jobs}: the update of the index that runs or ran last; begins and ends it, and
 * tells as it goes.
 */
final class JobRoutes {

  private static final String PATH = "/api/v1/jobs";
  private static final String EVENTS = PATH + "/events";
  private static final String EVENT = "jobs";
  private static final String PATHS = "paths";

  private final Optional<RootUpdates> updates;
  private final RequestBody body;
  private final EventStreams streams;
  private final JsonMapper json;

  JobRoutes(
      Optional<RootUpdates> updates, RequestBody body, EventStreams streams, JsonMapper json) {
    this.updates = updates;
    this.body = body;
    this.streams = streams;
    this.json = json;
  }

  void register(RoutesConfig routes) {
    routes.get(EVENTS, this::follow);
    routes.get(PATH, this::look);
    routes.post(PATH, this::start);
    routes.delete(PATH, this::stop);
  }

  private void look(Context ctx) {
    RequestFields.refuseParameters(ctx);
    answer(ctx);
  }

  private void follow(Context ctx) {
    RequestFields.refuseParameters(ctx);
    Changes changes = new Changes();
    streams.stream(ctx, EVENT, () -> changes.next(state()).map(json::writeValueAsString));
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
    ctx.json(state());
  }

  private RootUpdates.Answer state() {
    return updates.map(RootUpdates::answer).orElse(RootUpdates.Answer.NONE);
  }

  /** What one stream has told so far, so that nothing is told twice. Not thread-safe. */
  private static final class Changes {

    private RootUpdates.@Nullable Answer told;

    /** {@return the state where it is another one, its skipped sources without those told} */
    Optional<RootUpdates.Answer> next(RootUpdates.Answer now) {
      RootUpdates.Answer before = told;
      if (Objects.equals(now, before)) {
        return Optional.empty();
      }
      told = now;
      JobAnswer job = now.job();
      JobAnswer last = before == null ? null : before.job();
      if (job == null || last == null || job.number() != last.number()) {
        return Optional.of(now);
      }
      return Optional.of(
          new RootUpdates.Answer(
              now.allowed(), now.roots(), job.withoutFirstSkipped(last.skipped().size())));
    }
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
