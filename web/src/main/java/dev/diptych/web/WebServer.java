package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.searcher.SearchEngine;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson3;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.handler.GracefulHandler;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API and the search page over one search engine. Requests run on virtual threads; the
 * engine bounds how many of them compute at once. Thread-safe. Closing it stops listening and waits
 * for running requests, ten seconds at most; the engine stays open and belongs to the caller.
 */
public final class WebServer implements AutoCloseable {

  /** Room for long words in an address; longer ones go by POST. */
  private static final int HEADER_BYTES = 32 << 10;

  /** How long closing waits for running requests. */
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(10);

  private final Javalin javalin;
  private final URI address;

  private WebServer(Javalin javalin, URI address) {
    this.javalin = javalin;
    this.address = address;
  }

  /**
   * Starts answering.
   *
   * @param engine what is searched; stays the caller's, and may be warmed up while this answers
   * @param options where to listen and how much to take in
   * @throws DiptychException UNAVAILABLE when the address cannot be listened on
   */
  public static WebServer start(SearchEngine engine, WebOptions options) {
    Javalin javalin = Javalin.create(config -> configure(config, engine, options));
    try {
      javalin.start(options.host(), options.port());
    } catch (JavalinBindException e) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "cannot listen on %s port %s, which is taken, forbidden or not of this machine; choose another, or port 0 for any free one"
              .formatted(options.host(), options.port()),
          e);
    }
    return new WebServer(javalin, addressOf(options.host(), javalin.port()));
  }

  /** {@return where the page is, for a browser on this machine, such as http://127.0.0.1:7878/} */
  public URI address() {
    return address;
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, SearchEngine engine, WebOptions options) {
    JsonMapper json = jsonMapper();
    Problems problems = new Problems(json);
    RequestGuard guard = RequestGuard.forHost(options.host());

    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jsonMapper(new JavalinJackson3(json, true));
    config.router.javaLangErrorHandler(problems::fatal);
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setSendServerVersion(false);
        });
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new JettyProblems(problems));
          server.setHandler(new GracefulHandler());
          server.setStopTimeout(LONGEST_FAREWELL.toMillis());
        });
    config.jetty.modifyServletContextHandler(
        context -> context.setErrorHandler(new JettyProblems(problems)));
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/";
          files.directory = "/dev/diptych/web/page";
          files.location = Location.CLASSPATH;
        });

    config.routes.before(WebServer::addSecurityHeaders);
    config.routes.before(guard::check);
    problems.register(config.routes);
    new SearchRoutes(engine, new RequestBody(json, options.uploadLimit())).register(config.routes);
    new ItemRoutes(engine).register(config.routes);
    new StatusRoutes(engine, options.uploadLimit()).register(config.routes);
    config.routes.get("/api/v1/openapi.yaml", new ApiDescription());
  }

  private static void addSecurityHeaders(Context ctx) {
    SecurityHeaders.forPath(ctx.path()).forEach(ctx::header);
  }

  private static JsonMapper jsonMapper() {
    return JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .build();
  }

  private static URI addressOf(String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return URI.create("http://" + reachable + ":" + port + "/");
  }
}
