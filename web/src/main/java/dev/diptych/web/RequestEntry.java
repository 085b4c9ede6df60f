package dev.diptych.web;

import dev.diptych.core.Cancellation;
import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The way in for every request: its connection learns that work on it begins, and its method is the
 * one of its first line, whatever a header says that Javalin would obey.
 */
final class RequestEntry extends Handler.Wrapper {

  private static final String CLIENT = RequestEntry.class.getName() + ".client";
  private static final String OTHER_METHOD = "X-HTTP-Method-Override";

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getConnectionMetaData().getConnection().getEndPoint()
        instanceof ClientConnection client) {
      client.requestBegins();
      Request.addCompletionListener(request, _ -> client.requestEnds());
      request.setAttribute(CLIENT, client);
    }
    return super.handle(
        request.getHeaders().contains(OTHER_METHOD) ? new OwnMethod(request) : request,
        response,
        callback);
  }

  /** {@return whether the client that sent this request has left} */
  static Cancellation client(Context ctx) {
    return ctx.req().getAttribute(CLIENT) instanceof Cancellation client
        ? client
        : Cancellation.NEVER;
  }

  /** A request without the header that would give it another method. */
  private static final class OwnMethod extends Request.Wrapper {

    private final HttpFields headers;

    OwnMethod(Request request) {
      super(request);
      this.headers = HttpFields.build(request.getHeaders()).remove(OTHER_METHOD).asImmutable();
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }
  }
}
