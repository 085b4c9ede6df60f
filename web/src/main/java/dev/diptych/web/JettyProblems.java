package dev.diptych.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Problem+json for requests that never reach a route: malformed request lines, ambiguous paths,
 * headers that are too long.
 */
final class JettyProblems extends ErrorHandler {

  private final Problems problems;

  JettyProblems(Problems problems) {
    this.problems = problems;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    SecurityHeaders.forData().forEach((name, value) -> response.getHeaders().put(name, value));
    if (status == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
    }
    response.write(true, ByteBuffer.wrap(body(status)), callback);
  }

  private byte[] body(int status) {
    Problem problem =
        switch (status) {
          case 414 ->
              Problem.of(
                  414,
                  "URI_TOO_LONG",
                  "the address is too long; send long words as JSON by POST /api/v1/search");
          case 431 ->
              Problem.of(431, "HEADERS_TOO_LONG", "the request's headers are too long together");
          case 503 ->
              Problem.of(503, "UNAVAILABLE", "the server is stopping; ask again when it is back");
          case 404 -> Problem.of(404, "NOT_FOUND", "there is nothing at this address");
          default ->
              status < 500
                  ? Problem.of(status, "INVALID_REQUEST", "the request is not well-formed HTTP")
                  : Problem.of(status, "INTERNAL", "the server could not answer");
        };
    return problems.bytes(problem);
  }
}
