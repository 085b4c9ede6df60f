package dev.diptych.web;

import dev.diptych.core.Cancellation;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The way in for every request: its connection learns that work on it begins, its method is the one
 * of its first line, whatever a header says that Javalin would obey, and what a reverse proxy adds
 * is taken off: the path below which the page lies, and the host by which a trusted one was asked.
 */
final class RequestEntry extends Handler.Wrapper {

  private static final String CLIENT = RequestEntry.class.getName() + ".client";
  private static final String PROXIED = RequestEntry.class.getName() + ".proxied";
  private static final String OTHER_METHOD = "X-HTTP-Method-Override";
  private static final HttpHeader ASKED_HOST = HttpHeader.X_FORWARDED_HOST;

  private final ReverseProxy proxy;

  RequestEntry(ReverseProxy proxy) {
    this.proxy = proxy;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getConnectionMetaData().getConnection().getEndPoint()
        instanceof ClientConnection client) {
      client.requestBegins();
      Request.addCompletionListener(request, _ -> client.requestEnds());
      request.setAttribute(CLIENT, client);
    }
    String path = request.getHttpURI().getCanonicalPath();
    if (!proxy.path().isEmpty() && proxy.path().equals(path)) {
      // Without the slash the page would look for its parts one folder too high.
      Response.sendRedirect(request, response, callback, proxy.path() + "/");
      return true;
    }
    return super.handle(new Plain(request, headers(request), below(request)), response, callback);
  }

  /** The headers with the host by which the proxy was asked, where it may say so. */
  private HttpFields headers(Request request) {
    HttpFields.Mutable headers = HttpFields.build(request.getHeaders()).remove(OTHER_METHOD);
    String host = headers.getLast(ASKED_HOST);
    if (host != null
        && request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress client
        && proxy.trusted().contains(client.getAddress())) {
      headers.put(HttpHeader.HOST, host.substring(host.lastIndexOf(',') + 1).strip());
      request.setAttribute(PROXIED, true);
    }
    return headers.asImmutable();
  }

  /** The address without the path that the proxy did not take off. */
  private HttpURI below(Request request) {
    HttpURI uri = request.getHttpURI();
    String prefix = proxy.path() + "/";
    String path = uri.getPath();
    return prefix.length() > 1 && path != null && path.startsWith(prefix)
        ? HttpURI.build(uri).path(path.substring(prefix.length() - 1)).asImmutable()
        : uri;
  }

  /** {@return whether the host of this request is the word of a trusted proxy} */
  static boolean isProxied(Context ctx) {
    return ctx.req().getAttribute(PROXIED) != null;
  }

  /** {@return whether the client that sent this request has left} */
  static Cancellation client(Context ctx) {
    return ctx.req().getAttribute(CLIENT) instanceof Cancellation client
        ? client
        : Cancellation.NEVER;
  }

  /** A request as it would have come without a proxy and without another method. */
  private static final class Plain extends Request.Wrapper {

    private final HttpFields headers;
    private final HttpURI uri;

    Plain(Request request, HttpFields headers, HttpURI uri) {
      super(request);
      this.headers = headers;
      this.uri = uri;
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }

    @Override
    public HttpURI getHttpURI() {
      return uri;
    }
  }
}
