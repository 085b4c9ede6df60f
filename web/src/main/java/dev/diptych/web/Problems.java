package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Turns whatever a handler throws into problem+json, and logs what is nobody's request's fault. */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** What a browser never sees: the status that nginx logs when a client has left. */
  private static final int CLIENT_LEFT = 499;

  static final String RETRY_AFTER_SECONDS = "1";

  private final JsonMapper json;

  Problems(JsonMapper json) {
    this.json = json;
  }

  void register(RoutesConfig routes) {
    routes.exception(DiptychException.class, (error, ctx) -> answer(ctx, of(error)));
    routes.exception(
        HttpProblem.class,
        (error, ctx) -> {
          String detail = String.valueOf(error.getMessage());
          answer(ctx, Problem.of(error.status(), error.code(), detail));
        });
    routes.exception(CancellationException.class, (error, ctx) -> ctx.status(CLIENT_LEFT));
    routes.exception(HttpResponseException.class, (error, ctx) -> answer(ctx, ofRoute(error, ctx)));
    routes.exception(Exception.class, (error, ctx) -> answer(ctx, ofUnexpected(error)));
  }

  /** For errors of the virtual machine itself, which no exception handler sees. */
  void fatal(HttpServletResponse response, Error error) {
    Problem problem = ofUnexpected(error);
    if (response.isCommitted()) {
      return;
    }
    try {
      response.reset();
      response.setStatus(problem.status());
      SecurityHeaders.forData().forEach(response::setHeader);
      response.setContentType(Problem.MEDIA_TYPE);
      response.getOutputStream().write(bytes(problem));
    } catch (IOException e) {
      LOG.debug("the client left before it could be told of an error", e);
    }
  }

  byte[] bytes(Problem problem) {
    return json.writeValueAsBytes(problem);
  }

  private void answer(Context ctx, Problem problem) {
    UnreadBody.discard(ctx);
    ctx.status(problem.status());
    ctx.header("Cache-Control", "no-store");
    ctx.removeHeader("ETag");
    ctx.removeHeader("Content-Disposition");
    if (problem.status() == 503) {
      ctx.header("Retry-After", RETRY_AFTER_SECONDS);
    }
    ctx.contentType(Problem.MEDIA_TYPE).result(bytes(problem));
  }

  private static Problem of(DiptychException error) {
    if (error.code() == ErrorCode.INTERNAL) {
      return ofUnexpected(error);
    }
    if (error.code() == ErrorCode.OVERLOADED) {
      LOG.debug("a request was refused for want of room", error); // many come at such a time
    } else if (error.code().kind() == ErrorCode.Kind.RESOURCE) {
      LOG.warn("a request failed for want of something on this machine", error);
    }
    return Problem.of(error);
  }

  private static Problem ofRoute(HttpResponseException error, Context ctx) {
    return switch (error.getStatus()) {
      case 404 ->
          Problem.of(
              404,
              "NOT_FOUND",
              "there is nothing at this address; /api/v1/openapi.yaml lists what there is");
      case 405 -> {
        String allowed = error.getDetails().getOrDefault("availableMethods", "");
        if (!allowed.isEmpty()) {
          ctx.header("Allow", allowed);
        }
        yield Problem.of(
            405,
            "METHOD_NOT_ALLOWED",
            "this address does not take %s; it takes %s"
                .formatted(ctx.method().name(), allowed.isEmpty() ? "other methods" : allowed));
      }
      case 413 -> Problem.of(413, "TOO_LARGE", "the request is larger than this server takes");
      default ->
          Problem.of(error.getStatus(), "INVALID_REQUEST", "the request could not be understood");
    };
  }

  private static Problem ofUnexpected(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException bad && bad.getCode() < 500) {
        return Problem.of(
            bad.getCode(), "INVALID_REQUEST", "the request is not well-formed HTTP; send it again");
      }
    }
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("a request met a defect, reference {}", reference, error);
    return Problem.internal(reference);
  }
}
